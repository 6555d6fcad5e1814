"""Unit tests of thugom.services."""
