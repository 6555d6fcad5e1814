"""The keeper: has a program run as long as the page does, starts it again when it ends, leaves nothing of it behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from thugom.services.serve.tether import TETHER

ENDING_SECONDS = 8
_LONGEST_PAUSE = 60
Tell = Callable[[str, str], None]


@dataclass(frozen=True)
class Program:
    """What is run.

    Attributes:
        name: what it is called in the log.
        command: the program with its arguments.
        environment: all of its variables.
        folder: where it runs.
        descriptors: open files that it is handed, such as the socket it listens on.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    descriptors: tuple[int, ...] = field(default=())


class Keeper:
    """One program, kept running."""

    def __init__(self, program: Program, tell: Tell) -> None:
        """Take the program, and whom to tell what it says: under which name, and the line."""
        self._program, self._tell = program, tell
        self._is_closing = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()
        # What the kernel ends with its parent is ended with the parent's thread: the one that waits for it starts it.
        self._thread = threading.Thread(target=self._keep, name=f"keeper of {program.name}", daemon=True)

    @property
    def name(self) -> str:
        """What the program is called."""
        return self._program.name

    def number(self) -> int | None:
        """Return the number of the running process; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start the program, and keep it."""
        self._thread.start()

    def close(self) -> None:
        """End the program and whatever it started, and return when all of it is gone."""
        with self._turn:
            self._is_closing.set()
            process = self._process
        if process is not None:
            end(process)
        if self._thread.is_alive():
            self._thread.join(ENDING_SECONDS)

    def _keep(self) -> None:
        """Start the program whenever it ended; the longer it fails, the longer the pause, up to a minute."""
        pause = 1
        while (process := self._begun()) is not None:
            if process.stdout is not None:
                with process.stdout as lines:
                    for line in lines:
                        self._tell(self._program.name, line.rstrip("\n"))
                        pause = 1 if _is_settled(line) else pause
            process.wait()
            if self._is_closing.is_set():
                return
            self._tell(self._program.name, f"ended with exit code {process.returncode}; started again in {pause} s")
            if self._is_closing.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _begun(self) -> subprocess.Popen[str] | None:
        """Start the program, unless all is to end."""
        with self._turn:
            if self._is_closing.is_set():
                return None
            tethered = (sys.executable, "-m", TETHER, str(os.getpid()), *self._program.command)
            self._process = subprocess.Popen(  # noqa: S603 - our own programs
                tethered,
                env=dict(self._program.environment),
                cwd=self._program.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=self._program.descriptors,
                text=True,
                errors="replace",
                # A group of its own: the terminal's interrupt is for the page, which ends this process itself.
                start_new_session=True,
            )
            return self._process


def end(process: subprocess.Popen[str], seconds: float = ENDING_SECONDS) -> None:
    """Ask a process to end, and kill what is left of it and of its descendants after some seconds."""
    family = descendants(process.pid)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.poll()
    kill({**family, **descendants(process.pid)})
    if process.poll() is None:
        process.kill()
        process.wait()


def kill(family: Mapping[int, str]) -> None:
    """Kill processes by number and birth, and return when they are gone.

    One that is gone, and whose number another has by now, is left alone. A killed process still takes a moment to end,
    and one that hangs in the kernel (a dead network drive) longer: it is not waited for without end.
    """
    for number, born in family.items():
        if born and _born(number) == born:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
    end_of_patience = time.monotonic() + ENDING_SECONDS
    while any(born and _born(number) == born for number, born in family.items()):
        if time.monotonic() > end_of_patience:
            return
        time.sleep(0.01)


def descendants(number: int) -> dict[int, str]:
    """Return what a process started, and what those started: each one's number, and when it was born.

    A number is given again one day; with the birth it is that process and no other. Empty where there is no /proc.
    """
    parents = {int(entry.name): _stat(int(entry.name)) for entry in Path("/proc").glob("[0-9]*")}
    found: dict[int, str] = {}
    new = {number}
    while new:
        new = {one for one, (parent, _) in parents.items() if parent in new and one not in found}
        found |= {one: parents[one][1] for one in new}
    return found


def _born(number: int) -> str:
    """Return when a process was born; nothing where it is gone, or dead and not yet buried."""
    return _stat(number)[1]


def _stat(number: int) -> tuple[int, str]:
    """Return a process's parent, and when it was born by the machine's ticks; (0, "") where it is gone."""
    try:
        # The name stands in brackets, and may hold any sign.
        fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0, ""
    state, parent, born = fields[0], int(fields[1]), fields[19]
    return (0, "") if state == "Z" else (parent, born)


def _is_settled(line: str) -> bool:
    """Tell whether a line says that the program is up."""
    return "startup complete" in line or "the schedule is in force" in line
