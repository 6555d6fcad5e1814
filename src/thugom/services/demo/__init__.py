"""The demonstration: synthetic reports for the real units, and the truth they were made from."""

from thugom.services.demo.geography import DemoError
from thugom.services.demo.make import DemoSummary, make_demo

__all__ = ["DemoError", "DemoSummary", "make_demo"]
