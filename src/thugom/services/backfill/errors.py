"""What can be wrong with the months that a backfill is asked for."""


class BackfillError(Exception):
    """The months cannot be computed as they were asked for: names them, why, and what to do."""
