"""What a browser may do with the page: show it, and run the scripts that lie beside it."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
"""No script or style within a page, nothing from elsewhere, nothing sent; the same from the disk and from a server."""
