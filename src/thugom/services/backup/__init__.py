"""A home in one file, and back: definitions, database, originals, and what else cannot be computed again."""
