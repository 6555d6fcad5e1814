"""Explaining: from a published figure down to file, sheet, row and cell. For notebooks: `explain(home, indicator)`."""

from thugom.services.explain.errors import ExplainError
from thugom.services.explain.explanation import Explanation
from thugom.services.explain.listing import explainable
from thugom.services.explain.walk import explain

__all__ = ["ExplainError", "Explanation", "explain", "explainable"]
