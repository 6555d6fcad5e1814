"""Unit tests of thugom.outputs."""
