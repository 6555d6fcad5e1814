"""The command line: one module per command group."""

from thugom.cli.app import main

__all__ = ["main"]
