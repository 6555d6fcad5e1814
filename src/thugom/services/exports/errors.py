"""What can go wrong when files are made of a publication."""


class ExportError(Exception):
    """There is nothing to export, or no place for it: says what and what to do."""
