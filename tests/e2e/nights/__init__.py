"""Nights that are cut off, or find the machine in trouble."""
