"""What is made of a publication."""
