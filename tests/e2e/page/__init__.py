"""The page as its readers open it: in Chromium, from the disk and from a server."""
