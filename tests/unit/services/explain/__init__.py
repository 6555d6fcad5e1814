"""Unit tests of thugom.services.explain."""
