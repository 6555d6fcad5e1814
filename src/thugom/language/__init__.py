"""The reader's language: message catalogues, numbers, dates and the order of names."""
