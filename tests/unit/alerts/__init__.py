"""Tests of `thugom.alerts`."""
