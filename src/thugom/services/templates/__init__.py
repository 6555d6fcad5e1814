"""Templates: the workbooks that communes and facilities fill in, rendered from the contracts of a home."""

from thugom.services.templates.asked import Request, TemplateError
from thugom.services.templates.writing import write_templates

__all__ = ["Request", "TemplateError", "write_templates"]
