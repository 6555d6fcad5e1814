"""What was asked for is not there."""


class ExplainError(Exception):
    """There is no such figure, unit or period: says what there is."""
