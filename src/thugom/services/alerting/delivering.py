"""Delivering: the outbox sends what is due, notice by notice, and marks each at once.

A crash between sending and marking repeats that one notice, whose id stands in it. A channel that fails delays its
notices and loses none; and nothing that goes wrong here can cost a night.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from thugom.alerts.acts import note_sent
from thugom.contracts import ContractError, Home
from thugom.contracts.channels import load_channels
from thugom.files import HomeLockedError
from thugom.services.alerting.keeping import alert_of, instant, kept, notice_of
from thugom.services.night.opening import Night
from thugom.services.one_writer import sending_alone
from thugom.store import (
    Engine,
    StoreError,
    Waiting,
    append_events,
    knows_notices,
    load_alerts,
    reading,
    waiting_count,
    writing,
)
from thugom.store.outbox import due, mark_failed, mark_sent

if TYPE_CHECKING:
    from pydantic import SecretStr

    from thugom.alerts.notice import Notice

NO_ADDRESS = "No address is set for this channel"
NO_ATTACHMENT = "The workbook to attach is not there yet"
_PATIENCE = dt.timedelta(days=2)
"""How long a report that goes back waits for its workbook before it goes without."""

Send = Callable[["Notice", "SecretStr", Path | None], None]


@dataclass(frozen=True)
class Delivered:
    """What a delivery came to.

    Attributes:
        sent: how many notices were sent.
        waiting: how many wait now, for another try or for the end of somebody's quiet hours.
        failed: the channels that failed, each with the reason.
        trouble: why nothing could be sent, or no more; None where that was not so.
    """

    sent: int = 0
    waiting: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    trouble: str | None = None


def deliver(home: Home, store: Engine, now: dt.datetime, send: Send | None = None) -> Delivered:
    """Send what is due, and return what that came to; raises nothing that can be foreseen.

    Args:
        home: its channels, its lock and the files to attach.
        store: the store.
        now: the clock's reading: what is due by then is sent.
        send: sends one notice, or raises; the door to the networks where it is None.
    """
    try:
        with reading(store) as connection:
            if not knows_notices(connection):
                return Delivered()
            waiting = due(connection, instant(now))
        if not waiting:
            return Delivered(waiting=_count(store))
        # Two at once would each send what the other has not marked yet.
        with sending_alone(home):
            return _Round(home, store, now, send or _sender()).run()
    except HomeLockedError:
        # Whoever holds it sends what waits.
        return Delivered(waiting=_count(store))
    except (ContractError, OSError, StoreError) as error:
        return Delivered(trouble=str(error))


def send_notices(night: Night) -> Delivered:
    """Send what is due after a night."""
    return deliver(night.home, night.store, night.now)


def _count(store: Engine) -> int:
    """Return how many notices wait."""
    with reading(store) as connection:
        return waiting_count(connection)


def _sender() -> Send:
    """Return what sends; what it needs takes half a second to import, and most nights have nothing to send."""
    from thugom.alerts.delivery import send  # noqa: PLC0415

    return send


class _Round:
    """One round through what is due."""

    def __init__(self, home: Home, store: Engine, now: dt.datetime, send: Send) -> None:
        """Begin with nothing sent and no channel failed."""
        self._home, self._store, self._now, self._send = home, store, now, send
        self._sent = 0
        self._failed: dict[str, str] = {}

    def run(self) -> Delivered:
        """Send one notice after the other."""
        channels = load_channels(self._home)
        with reading(self._store) as connection:
            # Read again under the lock: another round may have sent some of it meanwhile.
            waiting = due(connection, instant(self._now))
        for one in waiting:
            notice = notice_of(one.notice)
            # What else waits for a channel that failed waits for the next round: it is not known to be at fault.
            if notice.channel not in self._failed:
                self._deliver(one, notice, channels.get(notice.channel))
        return Delivered(self._sent, _count(self._store), tuple(sorted(self._failed.items())))

    def _deliver(self, waiting: Waiting, notice: "Notice", address: "SecretStr | None") -> None:
        """Send a notice and mark it; or note why it was not sent."""
        problem = NO_ADDRESS if address is None else None
        path = self._home.root / notice.attachment if notice.attachment else None
        if path is not None and not path.is_file():
            path, problem = None, problem or self._missing(notice)
        if address is None or problem:
            self._put_back(notice, problem or NO_ADDRESS)
            return
        try:
            self._send(notice, address, path)
        except Exception as error:  # noqa: BLE001 - whatever a network provokes, the other notices go out
            self._put_back(notice, _reason(error))
        else:
            self._mark(waiting, notice)
            self._sent += 1

    def _missing(self, notice: "Notice") -> str | None:
        """Return why a notice without its attachment waits; None where it has waited long enough."""
        age = self._now - dt.datetime.fromisoformat(notice.created_at)
        return NO_ATTACHMENT if age < _PATIENCE else None

    def _put_back(self, notice: "Notice", reason: str) -> None:
        """Let a notice wait, and its channel rest for this round."""
        if reason != NO_ATTACHMENT:
            self._failed[notice.channel] = reason
        with writing(self._store) as connection:
            mark_failed(connection, notice.notice_id, instant(self._now), reason)

    def _mark(self, waiting: Waiting, notice: "Notice") -> None:
        """Mark a notice as sent, and its alerts as told, in one transaction."""
        at, on = instant(self._now), waiting.as_of or self._now.date()
        with writing(self._store) as connection:
            mark_sent(connection, notice.notice_id, at)
            alerts = map(alert_of, load_alerts(connection, notice.alert_ids)) if notice.alert_ids else ()
            append_events(connection, kept(event for alert in alerts if (event := note_sent(alert, at, on))))


def _reason(error: Exception) -> str:
    """Return why a notice was not sent; what nobody foresaw may quote an address, and is only named."""
    return getattr(error, "reason", None) or type(error).__name__
