"""From the waste reports of communes and facilities to published coverage."""

__version__ = "0.1.0"
