"""Notices as a mail program reads them."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """A page as a mail program reads it: its text, tags and links; and whether every tag that opens closes."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.said, self.tags, self.links, self.stack = "", [], [], []  # type: ignore[var-annotated]
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag and its link."""
        self.said += " "
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that it closes what was opened last."""
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember what is read."""
        self.said += data
