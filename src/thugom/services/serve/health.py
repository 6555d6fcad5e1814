"""Health: how old the last publication is, and whether what runs the nights is running, for a watchdog to ask."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from thugom.services.night.last import last_night

PLACE = "/healthz"
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, eq=False)
class Health:
    """What is looked at.

    Attributes:
        curated: the folder that nights publish into.
        late_after: how old the last publication may be.
        programs: what runs beside the page, by name: the number of its process; None while there is none.
        now: the clock.
    """

    curated: Path
    late_after: dt.timedelta
    programs: Mapping[str, Callable[[], int | None]]
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def account(self) -> dict[str, Any]:
        """Return the state in one word, and what it rests on.

        `state`: `ok`; `late`: the last publication is too old; `none`: nothing was ever published; `damaged`: its
        record cannot be read; `down`: a program beside the page is not running; `clock`: it lies in the future.
        """
        programs = {name: number() is not None for name, number in self.programs.items()}
        told: dict[str, Any] = {"late_after_hours": self.late_after / _HOUR, "programs": programs}
        try:
            last = last_night(self.curated)
        except (OSError, ValueError) as error:
            return {"state": "damaged", "reason": str(error)} | told
        if last is None:
            return {"state": "none"} | told
        age = last.age(self.now())
        told |= {
            "last_publication_at": last.began_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "age_hours": round(age / _HOUR, 2),
            "publication_id": last.publication_id,
            "period": last.period,
            "as_of": last.as_of,
        }
        return {"state": self._state(age, programs)} | told

    def _state(self, age: dt.timedelta, programs: Mapping[str, bool]) -> str:
        """Return the state where something was published: the worst that is true."""
        if age > self.late_after:
            return "late"
        if age < -_HOUR:
            return "clock"
        return "ok" if all(programs.values()) else "down"


def health_route(health: Health) -> BaseRoute:
    """Return the route on which a watchdog asks: 200 where all is well, 503 where it is not, the account as JSON."""

    def answer(_: Request) -> Response:
        """Say how things are."""
        account = health.account()
        return JSONResponse(account, status_code=200 if account["state"] == "ok" else 503)

    return Route(PLACE, answer)
