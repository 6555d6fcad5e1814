"""The disk: hashes, atomic writes, locks and the archive."""
