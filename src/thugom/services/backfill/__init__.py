"""Backfill: the tables of every month of a span, as of the day on which that month was first published."""
