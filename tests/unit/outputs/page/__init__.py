"""The page, from tables written by hand."""
