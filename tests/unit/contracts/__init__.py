"""Tests of `thugom.contracts`."""
