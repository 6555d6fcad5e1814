"""The page: a static site that every night writes, read from the disk or from any web server, without a network."""
