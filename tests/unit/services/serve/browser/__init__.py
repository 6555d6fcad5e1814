"""Tests of the table browser."""
