"""What people open: the files that are written from a publication."""
