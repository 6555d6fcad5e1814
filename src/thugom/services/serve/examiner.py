"""The examiner: a process apart that judges one upload at a time, and is ended when it takes too long.

A hostile workbook may keep a reader busy for ever, or take it down: then a process is lost, and not the page.
"""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from thugom.checks.receipt_note import ReceiptNote
from thugom.services.receipts.places import base_name

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

STARTING_SECONDS = 120
"""How long the process may take to load what it judges with."""
Trouble = Literal["too_slow", "stopped", "home"]


@dataclass(frozen=True)
class Examined:
    """What was found in an upload: what is to be said of it, and its receipt; None where nothing is wrong."""

    note: ReceiptNote
    receipt: bytes | None


class ExaminationError(Exception):
    """An upload could not be judged.

    Attributes:
        trouble: `too_slow`: it took longer than allowed; `stopped`: the process ended over it; `home`: what the home
            declares is wrong, which its sender cannot mend.
    """

    def __init__(self, trouble: Trouble, reason: str = "") -> None:
        """Say what went wrong; the reason is for whoever runs the page."""
        super().__init__(reason or trouble)
        self.trouble: Trouble = trouble


_Judge: TypeAlias = Callable[[Path, str], Examined]


class Examiner:
    """Judges uploads, one after the other, in a process of its own."""

    def __init__(self, root: Path, seconds: float, max_bytes: int) -> None:
        """Take the home's place, how long a judgement may take, and how large a file may be."""
        self._arguments = (root, max_bytes)
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._is_ready = False

    def start(self) -> None:
        """Start the process, so that it has loaded everything when the first upload comes."""
        with self._turn:
            self._started()

    def close(self) -> None:
        """End the process."""
        self._end()

    def examine(self, name: str, content: bytes, language: str) -> Examined:
        """Return what is found in an upload; nothing of it is left on disk.

        Raises:
            ExaminationError: it could not be judged.
        """
        with self._turn, TemporaryDirectory(prefix="thugom-") as folder:
            place = Path(folder) / base_name(name)
            place.write_bytes(content)
            line = self._started()
            try:
                self._await_ready(line)
                line.send((place, language))
                answer = self._received(line, self._seconds)
            except (EOFError, OSError) as error:
                self._end()
                raise ExaminationError("stopped", repr(error)) from error
        if isinstance(answer, Examined):
            return answer
        trouble, reason = answer
        raise ExaminationError(trouble, reason)

    def _await_ready(self, line: Connection) -> None:
        """Wait until the process has loaded what it needs: that is no upload's fault."""
        if not self._is_ready:
            self._received(line, STARTING_SECONDS)
            self._is_ready = True

    def _received(self, line: Connection, seconds: float) -> Any:  # noqa: ANN401 - whatever the process says
        """Return what the process says next, or end it."""
        if not line.poll(seconds):
            self._end()
            raise ExaminationError("too_slow", f"more than {seconds:g} seconds")
        return line.recv()

    def _started(self) -> Connection:
        """Return the line to the process, started where there is none."""
        if self._process is None or not self._process.is_alive() or self._line is None:
            self._end()
            # Not forked: the page has threads, and what they hold would be held for ever.
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=_examine_all, args=(theirs, *self._arguments), daemon=True)
            self._process.start()
            theirs.close()
        return self._line

    def _end(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._line is not None:
            self._line.close()
        self._process, self._line, self._is_ready = None, None, False


def _examine_all(line: Connection, root: Path, max_bytes: int) -> None:
    """Judge what comes down the line until it is cut; this is the process's whole life."""
    # The terminal's interrupt is for the page, which ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    judge = _judge(root, max_bytes)
    with suppress(EOFError, BrokenPipeError):
        line.send("ready")
        while True:
            place, language = line.recv()
            line.send(_answer(judge, place, language))


def _answer(judge: _Judge, place: Path, language: str) -> Examined | tuple[Trouble, str]:
    """Return what is found, or what went wrong."""
    from thugom.services.night.errors import NIGHT_ERRORS  # noqa: PLC0415 - loaded with the judge

    try:
        return judge(place, language)
    except NIGHT_ERRORS as error:
        return "home", str(error)
    except Exception as error:  # noqa: BLE001 - the next upload must find somebody to judge it
        return "stopped", repr(error)


def _judge(root: Path, max_bytes: int) -> _Judge:
    """Return what judges a file; Great Expectations, which takes seconds to load, is loaded by then."""
    import datetime as dt  # noqa: PLC0415 - with the rest

    from thugom.contracts import Home  # noqa: PLC0415 - all of this is loaded in the process and not in the page
    from thugom.services.desk import check_files  # noqa: PLC0415 - as above
    from thugom.services.night.opening import declared  # noqa: PLC0415 - as above
    from thugom.services.receipts.making import receipt_of  # noqa: PLC0415 - as above

    def judge(place: Path, language: str) -> Examined:
        """Judge a file by what the home declares now: an officer may have mended it since the last one."""
        here = declared(Home.open(root))
        (checked,) = check_files(here, [place], now=dt.datetime.now(dt.UTC), as_of=None, max_bytes=max_bytes)
        note = checked.notes[language]
        return Examined(note, receipt_of(note, place, here, max_bytes) if note.lines else None)

    return judge
