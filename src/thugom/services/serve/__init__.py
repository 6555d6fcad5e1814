"""What `thugom serve` offers on this machine: the form that checks a workbook, and the tables to browse.

Nothing is imported here: each of its processes loads what it needs itself, and Great Expectations, pandas and Datasette
are each needed in one of them only.
"""
