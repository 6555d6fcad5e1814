"""One contract, many forms."""
