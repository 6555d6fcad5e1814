"""Tickets as rows of text."""
