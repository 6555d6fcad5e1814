"""Filling the page's templates: the second door to jinja2. Every text that comes from a table is escaped."""

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def filled(template: str, **values: Any) -> str:  # noqa: ANN401 - what a template shows is of any kind
    """Return a template with its values; a value that it asks for and does not get is an error."""
    return _environment().get_template(f"{template}.html.j2").render(**values)


@functools.cache
def _environment() -> Environment:
    """Return where the templates are, and that nothing is left open or unescaped in them."""
    loader = PackageLoader("thugom.outputs.page", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
