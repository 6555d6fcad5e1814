"""What a night leaves in Prefect for whoever looks there: where the targets stand, and the way to the page."""

from typing import Any

from prefect import get_run_logger
from prefect.artifacts import create_link_artifact, create_table_artifact

from thugom.services.night.summary import Summary, TargetLine
from thugom.settings import Settings


def leave_artifacts(summary: Summary, settings: Settings) -> None:
    """Leave the coverage as a table, and a link to the page; nothing here can cost a night."""
    language = summary.language
    place, period = summary.place[language], summary.period or "–"
    about = f"{place}, {period}; {summary.as_of}, {summary.publication_id}"
    try:
        create_table_artifact([_row(line, language) for line in summary.targets], key="coverage", description=about)
        create_link_artifact(page_address(settings), link_text=f"{place}, {period}", key="page", description=about)
    except Exception as error:  # noqa: BLE001 - the night is published; what Prefect lacks is no reason to fail
        get_run_logger().warning("artifacts could not be left (%s)", type(error).__name__)


def page_address(settings: Settings) -> str:
    """Return where the page is read: where others reach it, else on this machine."""
    base = settings.page_url or f"http://127.0.0.1:{settings.page_port}/"
    return f"{base.rstrip('/')}/page/"


def _row(line: TargetLine, language: str) -> dict[str, Any]:
    """Return a target as a row: what is unknown is empty and never 0."""
    return {
        "target": line.title[language],
        "value": line.value,
        "lower": line.lower,
        "upper": line.upper,
        "wanted": line.target,
        "due": line.due,
        "status": line.status,
    }
