"""Unit tests of thugom.register."""
