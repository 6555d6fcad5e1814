"""The disk: hashes, atomic writes and locks."""
