"""Upkeep: whether nights come, the clock is right, mail goes out, the map is whole, and old runs are forgotten."""

import datetime as dt
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from thugom.contracts import ContractError, Home, Policy, load_policy
from thugom.contracts.channels import load_channels
from thugom.register import load_register
from thugom.register.boundaries import stored_boundaries, units_without
from thugom.services.diagnosis import Diagnosis
from thugom.services.night.last import last_night
from thugom.services.night.opening import opened
from thugom.store.clock import server_clock

_HOUR = dt.timedelta(hours=1)
_APART = dt.timedelta(minutes=5)
_PATIENCE = 5
_PORTS = {"mailto": 587, "mailtos": 587}
_MEGABYTE = 1024 * 1024


def examine_upkeep(home: Home, now: dt.datetime) -> Iterator[Diagnosis]:
    """Yield how a home that can be opened is kept.

    Raises:
        ContractError, RegisterError, StoreError: policy, register or database cannot be read.
    """
    policy = load_policy(home.policy_path)
    yield _last_night(home, policy, now)
    yield _clock(home, now)
    yield _boundaries(home, policy)
    yield from _mail(home)
    yield _kept(home, policy)


def _last_night(home: Home, policy: Policy, now: dt.datetime) -> Diagnosis:
    """Return how long ago the last night was."""
    subject = "last night"
    try:
        last = last_night(home.curated)
    except (OSError, ValueError) as error:
        return Diagnosis(subject, well=False, found=str(error), remedy="Run: thugom nightly.")
    if last is None:
        found, remedy = "No night has published anything yet.", "Run: thugom nightly, or keep thugom serve running."
        return Diagnosis(subject, well=True, found=found, remedy=remedy, is_noteworthy=True)
    hours, most = last.age(now) / _HOUR, policy.operation.late_after_hours
    found = f"{hours:.0f} hours ago; up to {most} are allowed"
    remedy = "See data/store/logs for what stopped it, then run: thugom nightly. Keep thugom serve or a timer running."
    return Diagnosis(subject, well=hours <= most, found=found, remedy=remedy)


def _clock(home: Home, now: dt.datetime) -> Diagnosis:
    """Return whether this machine's clock agrees with its files, and with the database's."""
    remedy = "Set this machine's clock by a time server (timedatectl set-ntp true)."
    newest = max((path.stat().st_mtime for path in _written(home)), default=0.0)
    if newest > (now + _HOUR).timestamp():
        ahead = dt.datetime.fromtimestamp(newest, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = f"A file of the home was written at {ahead}, which lies in the future."
        return Diagnosis("clock", well=False, found=found, remedy=remedy)
    theirs = server_clock(opened(home))
    if theirs is not None and abs(theirs - now) > _APART:
        found = f"The database's clock is {abs(theirs - now) / dt.timedelta(minutes=1):.0f} minutes apart."
        return Diagnosis("clock", well=False, found=found, remedy=remedy)
    return Diagnosis("clock", well=True, found=now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _written(home: Home) -> Iterator[Path]:
    """Yield the files that the program itself has written: a sender's may carry any time."""
    for folder in (home.curated, home.store):
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())


def _boundaries(home: Home, policy: Policy) -> Diagnosis:
    """Return how many units of today the map has no boundary for."""
    kinds, length = policy.kind_settlement, policy.place.unit_code_length
    register = load_register(home.register_dir, synthetic=home.synthetic, kinds=kinds, code_length=length)
    units = register.units[register.units["valid_to"].isna()]
    without = len(units_without(units, stored_boundaries(home.register_dir)))
    remedy = "The map is a sketch where boundaries are missing. Bring them in with: thugom boundaries import FILE."
    found = f"{len(units) - without} of {len(units)} units have a boundary"
    return Diagnosis("boundaries", well=True, found=found, remedy=remedy, is_noteworthy=without > 0)


def _mail(home: Home) -> Iterator[Diagnosis]:
    """Yield whether the mail servers of the channels answer; nothing is sent, and no address is quoted."""
    try:
        channels = load_channels(home)
    except ContractError:
        # What is wrong with the file is said with the contacts.
        return
    servers: dict[tuple[str, int], list[str]] = {}
    for name, address in channels.items():
        if server := _mail_server(address.get_secret_value()):
            servers.setdefault(server, []).append(name)
    for (host, port), names in servers.items():
        found, remedy = ", ".join(names), "Check the server's name and port in the channel's address, and the network."
        try:
            socket.create_connection((host, port), timeout=_PATIENCE).close()
        except OSError:
            found = f"The mail server of {found} does not answer."
            yield Diagnosis("mail", well=False, found=found, remedy=remedy)
        else:
            yield Diagnosis("mail", well=True, found=found)


def _mail_server(address: str) -> tuple[str, int] | None:
    """Return the mail server that an address goes through; None where it is no mail.

    >>> _mail_server("mailto://me:secret@mail.example:2525?smtp=10.0.0.5&to=you@x.example")
    ('10.0.0.5', 2525)
    >>> _mail_server("ntfy://ntfy.example/alerts") is None
    True
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS:
        return None
    host = parse_qs(parts.query).get("smtp", [parts.hostname or ""])[0]
    return (host, port or _PORTS[parts.scheme]) if host else None


def _kept(home: Home, policy: Policy) -> Diagnosis:
    """Return how large Prefect's database is, and how long its runs are kept."""
    database = home.prefect_home / "prefect.db"
    size = database.stat().st_size / _MEGABYTE if database.is_file() else 0
    days = policy.operation.keep_runs_days
    return Diagnosis("retention", well=True, found=f"Prefect: {size:.0f} MB; runs are kept for {days} days")
