"""Unit tests of thugom.language."""
