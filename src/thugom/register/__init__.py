"""The units in force, their lineage, people and names, and the facilities."""
