"""What arrives: the inbox, and workbooks and CSV files as frames."""

from thugom.sources.inbox import discover, is_report_name
from thugom.sources.reading import read_report
from thugom.sources.sheet import Reading, Sheet

__all__ = ["Reading", "Sheet", "discover", "is_report_name", "read_report"]
