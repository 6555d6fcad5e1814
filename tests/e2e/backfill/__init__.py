"""Backfill: past months as a night of their day would have given them, whatever stopped it on the way."""
