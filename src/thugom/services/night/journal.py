"""The journal `run`: every night that began its work, with what it came to, or the step at which it failed."""

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from thugom import __version__
from thugom.services.night.opening import Night
from thugom.services.night.summary import Summary
from thugom.services.night.timing import StepClock, run_name
from thugom.store import append_run

STEPS = ("load", "take in", "judge", "measure", "alerts", "publish", "receipts")
"""A night's steps in their order, as its clock calls them."""
_LAST = "hand out"


def run_id(night: Night) -> str:
    """Return the name of the night's run: its instant, which the lock makes unique."""
    return run_name(night.now)


def record_run(night: Night, summary: Summary) -> None:
    """Enter a run that came to its end."""
    outcome = "data_fell_short" if summary.fell_short else "published"
    append_run(night.store, _entry(night, outcome, summary.step_seconds) | _counts(summary))


@contextmanager
def recorded_if_it_fails(night: Night, clock: StepClock) -> Iterator[None]:
    """Enter the night as failed where an error ends it, with the step; the error goes on its way.

    A store that cannot be written any more, which may be what went wrong, keeps no entry: the night's log has one.
    """
    try:
        yield
    except Exception:
        step = next((name for name in STEPS if name not in clock.seconds), _LAST)
        with contextlib.suppress(Exception):
            append_run(night.store, _entry(night, "failed", clock.seconds) | {"failed_in": step})
        raise


def ended(night: Night) -> str:
    """Return the instant at which a night ends, UTC ISO 8601: not before it began, where the clock is set back."""
    return max(dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), night.started_at)


def _entry(night: Night, outcome: str, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return what the journal says of any run."""
    return {
        "run_id": run_id(night),
        "started_at": night.started_at,
        "ended_at": ended(night),
        "as_of": night.as_of.isoformat(),
        "known_at": None,
        "outcome": outcome,
        "code_version": __version__,
        "rules_version": night.rules_version,
        "step_seconds": json.dumps(dict(seconds)),
        **night.basis.versions,
    }


def _counts(summary: Summary) -> dict[str, Any]:
    """Return what the journal says of files and rows, of all of the run and step by step."""
    rows = {"received": summary.rows_received, "accepted": summary.rows_accepted, "refused": summary.rows_refused}
    steps: dict[str, dict[str, int]] = {
        "take in": {"skipped": len(summary.skipped)},
        "judge": {"files": summary.files, "put_off": len(summary.put_off), **rows},
        "measure": {"issues": sum(summary.issues.values())},
        "publish": {"changed_rows": summary.changed_rows},
    }
    if summary.alerts is not None:
        steps["alerts"] = {
            "open": summary.alerts.open,
            **{str(kind): count for kind, count in (summary.alerts.tonight or {}).items()},
        }
    if summary.receipts is not None:
        made = summary.receipts
        steps["receipts"] = {"total": made.total, "written": made.written, "failed": len(made.failed)}
    return {
        "files_new": summary.files,
        **{f"rows_{name}": count for name, count in rows.items()},
        "step_counts": json.dumps(steps),
        "publication_id": summary.publication_id,
    }
