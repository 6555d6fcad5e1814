"""Nights whose work is done by a real Dask cluster."""
