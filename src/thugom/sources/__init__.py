"""What arrives: the inbox, and workbooks and CSV files as frames."""

from thugom.sources.inbox import discover
from thugom.sources.reading import read_report
from thugom.sources.sheet import Reading, Sheet

__all__ = ["Reading", "Sheet", "discover", "read_report"]
