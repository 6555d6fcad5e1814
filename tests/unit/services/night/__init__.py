"""Tests of the steps of a night."""
