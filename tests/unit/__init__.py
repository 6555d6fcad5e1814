"""Unit tests, a mirror of ``src/thugom``."""
