"""Tests of the backfill: which months, which are there already, and who computes them."""
