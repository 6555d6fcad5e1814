"""Logs: one line per thing that happened, as text or as JSON, in files that are closed to others."""

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

from thugom.files import private_folder

FOLDER = "logs"
_OWN = ("who", "run_id", "step", "seconds", "rows", "outcome", "found")
"""What a record may say of itself beside its text."""


class TextLine(logging.Formatter):
    """A line for a person: when, who, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        known = _known(record)
        who = known.pop("who", record.name)
        more = "".join(f" {name}={value}" for name, value in known.items())
        return f"{_instant(record)} {record.levelname.lower():7} {who}: {record.getMessage()}{more}"


class JsonLine(logging.Formatter):
    """A line for a program: an object with `at`, `level`, `who`, `message`, and what else the record says."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        known = _known(record)
        line = {"at": _instant(record), "level": record.levelname.lower(), "who": known.pop("who", record.name)}
        return json.dumps(line | {"message": record.getMessage()} | known, ensure_ascii=False)


def _known(record: logging.LogRecord) -> dict[str, object]:
    """Return what a record says of itself."""
    return {name: vars(record)[name] for name in _OWN if vars(record).get(name) is not None}


def _instant(record: logging.LogRecord) -> str:
    """Return when a record was made, UTC ISO 8601."""
    return dt.datetime.fromtimestamp(record.created, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@contextmanager
def log_opened(
    store: Path, name: str, *, as_json: bool, keep_days: int = 0, shown: bool = False
) -> Iterator[logging.Logger]:
    """Open a log in the folder of logs of a store, and close it at the end.

    Args:
        store: the home's folder that is closed to others.
        name: of the file, without its ending.
        as_json: lines for programs.
        keep_days: begin a new file every midnight, and keep so many; 0 for one file that is never turned over.
        shown: also write each line to standard output.
    """
    path = private_folder(private_folder(store) / FOLDER) / f"{name}.log"
    # Not by its name from logging's own register: what is opened twice in a process would write twice.
    log = logging.Logger(name, logging.INFO)  # noqa: LOG001 - for the reason above
    file: logging.Handler = (
        TimedRotatingFileHandler(path, when="midnight", backupCount=keep_days, encoding="utf-8", utc=True)
        if keep_days
        else logging.FileHandler(path, encoding="utf-8")
    )
    handlers = [file, logging.StreamHandler(sys.stdout)] if shown else [file]
    for handler in handlers:
        handler.setFormatter(JsonLine() if as_json else TextLine())
        log.addHandler(handler)
    try:
        yield log
    finally:
        for handler in handlers:
            log.removeHandler(handler)
            handler.close()
