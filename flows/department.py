"""What one small department keeps running beside its pages: a Prefect server, and the process that runs the nights.

Nothing of Prefect is imported here; each is a program of its own.
"""

import os
import socket
import sys
from pathlib import Path

from thugom.contracts import Home
from thugom.files import private_folder
from thugom.flows.environment import HOST, schedule_environment, server_environment
from thugom.services.serve.keeper import Program

SERVER, SCHEDULE = "prefect", "schedule"


def server_program(home: Home, listener: socket.socket, keep_days: int) -> Program:
    """Return the Prefect server with its pages, on a socket that listens already: its port is ours whoever asks."""
    port = listener.getsockname()[1]
    command = (sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app")
    options = ("--fd", str(listener.fileno()), "--no-access-log", "--no-server-header", "--no-proxy-headers")
    folder = _prefect_home(home)
    environment = server_environment(os.environ, folder, port, keep_days)
    return Program(SERVER, (*command, *options), environment, folder, (listener.fileno(),))


def schedule_program(home: Home, api_url: str) -> Program:
    """Return the process that runs the nights, and reports to a server."""
    command = (sys.executable, "-m", "thugom.flows.scheduling", str(home.root))
    return Program(SCHEDULE, command, schedule_environment(os.environ, _prefect_home(home), api_url), home.root)


def api_of(listener: socket.socket) -> str:
    """Return where clients reach the server that listens there."""
    return f"http://{HOST}:{listener.getsockname()[1]}/api"


def _prefect_home(home: Home) -> Path:
    """Return Prefect's own folder in the home, made where it is missing."""
    private_folder(home.store)
    home.prefect_home.mkdir(exist_ok=True)
    return home.prefect_home
