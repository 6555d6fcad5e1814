"""What Prefect is told by its environment: to stay in the home, on this machine, small and silent towards others.

Nothing of Prefect is imported: it reads its environment when it is, once.
"""

from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
_DAY = 24 * 60 * 60


def without_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what it says to Prefect: an address from outside would be a stranger's server."""
    return {name: value for name, value in environment.items() if not name.startswith("PREFECT_")}


def quiet(prefect_home: Path) -> dict[str, str]:
    """Return what keeps Prefect in its home, and from telling anybody anything."""
    return {
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }


def small(keep_days: int) -> dict[str, str]:
    """Return what keeps the server's own database small: runs with their logs and artifacts go after so many days."""
    return {
        # Prefect's default forgets events and keeps every run for ever.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep_days * _DAY),
        # The same in another notation: this setting takes no number.
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{keep_days}D",
    }


def server_environment(environment: Mapping[str, str], prefect_home: Path, port: int, keep_days: int) -> dict[str, str]:
    """Return the environment of the server that a department keeps running; it is told nothing of the home."""
    told = {name: value for name, value in without_prefect(environment).items() if not name.startswith("THUGOM_")}
    address = f"http://{HOST}:{port}"
    return (
        told
        | quiet(prefect_home)
        | small(keep_days)
        | {
            "PREFECT_SERVER_API_HOST": HOST,
            "PREFECT_SERVER_API_PORT": str(port),
            "PREFECT_UI_API_URL": f"{address}/api",
            # Its pages are copied before they are served: by default into the package, which may be read-only.
            "PREFECT_UI_STATIC_DIRECTORY": str(prefect_home / "ui"),
            # By default any page in a browser on this machine may ask the server, and start runs.
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{address},http://localhost:{port}",
            # Banners that are fetched from elsewhere.
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
        }
    )


def schedule_environment(environment: Mapping[str, str], prefect_home: Path, api_url: str) -> dict[str, str]:
    """Return the environment of the process that runs the nights: it needs what the home's settings say."""
    return (
        without_prefect(environment)
        | quiet(prefect_home)
        | {"PREFECT_API_URL": api_url, "PREFECT_LOGGING_LEVEL": "INFO", "PYTHONUNBUFFERED": "1"}
    )
