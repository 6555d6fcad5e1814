"""Tests of the receipts' services."""
