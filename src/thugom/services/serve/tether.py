"""The tether: runs a program that is ended when the process that started it is gone, however that one ended.

    python -m thugom.services.serve.tether PARENT COMMAND...

A killed page cannot end what it started; the kernel can. What is asked of it here stays with the program that takes
this process's place.
"""

import ctypes
import os
import signal
import sys

TETHER = "thugom.services.serve.tether"
"""What to run: run, this module knows itself by another name."""
_SET_PARENT_DEATH_SIGNAL = 1
_GONE = 3


def main(arguments: list[str]) -> None:
    """Become the command, tied to the parent that is named; end at once where that is gone already."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):
        raise SystemExit(_GONE)
    os.execv(command[0], command)  # noqa: S606 - our own programs, never a shell


if __name__ == "__main__":
    main(sys.argv[1:])
