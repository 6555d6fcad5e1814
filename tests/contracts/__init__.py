"""Tests of the files under ``schemas/``."""
