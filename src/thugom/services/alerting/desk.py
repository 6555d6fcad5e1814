"""The desk: where people see the alerts and say what is done about them; everything with who and when."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thugom.alerts.acts import Hand
from thugom.alerts.alert import Alert, Event
from thugom.alerts.life import is_open
from thugom.alerts.news import RingLine, UnitName
from thugom.alerts.ringing import ring_list
from thugom.contracts import Home, Policy, load_contract, load_contracts, load_policy, packaged_schemas
from thugom.contracts.contacts import load_contacts
from thugom.files import private_folder
from thugom.services.alerting.keeping import alert_of, instant, kept
from thugom.services.alerting.raising import newest_period
from thugom.services.night.opening import opened
from thugom.services.one_writer import writing_alone
from thugom.settings import Settings
from thugom.store import (
    Connection,
    Engine,
    KeptEvent,
    append_events,
    events_of,
    knows_alerts,
    load_alerts,
    prepare,
    reading,
    writing,
)
from thugom.store.published import load_published

Act = Callable[[Alert, Hand], Event]


class DeskError(Exception):
    """What was asked of the desk cannot be: names it, and what to do."""


@dataclass(frozen=True, eq=False)
class Desk:
    """The desk of one home.

    Attributes:
        home: the home.
        policy: its policy.
        store: its store, which knows alerts.
        now: the clock's reading.
    """

    home: Home
    policy: Policy
    store: Engine
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day by which the home's nights count: that to which it is pinned, else today in its zone."""
        return self.home.as_of or self.now.astimezone(self.policy.place.time_zone).date()

    def hand(self, by: str, note: str | None = None) -> Hand:
        """Return whoever acts now."""
        return Hand(by, instant(self.now), self.today, note)

    def alerts(self, *, closed_too: bool = False, rule: str | None = None, unit: str | None = None) -> list[Alert]:
        """Return the alerts, the oldest first.

        Args:
            closed_too: those whose life is over, too.
            rule: of this rule only.
            unit: of this unit only, by `unit_id` or by code.

        Raises:
            DeskError: neither the policy nor an alert knows the rule.
        """
        with reading(self.store) as connection:
            alerts = [*map(alert_of, load_alerts(connection))]
        known = dict.fromkeys([*(one.id for one in self.policy.alerting.rules), *(alert.rule for alert in alerts)])
        if rule is not None and rule not in known:
            raise DeskError(f"--rule {rule}: no such rule (known: {', '.join(known)}).")
        chosen = [
            alert
            for alert in alerts
            if (closed_too or is_open(alert))
            and rule in {None, alert.rule}
            and unit in {None, alert.subject, alert.subject.partition("@")[0]}
        ]
        return sorted(chosen, key=lambda alert: (alert.began_in, alert.rule, alert.subject, alert.opened_in))

    def history(self, name: str) -> tuple[Alert, list[KeptEvent]]:
        """Return an alert by its name or the beginning of it, and everything that happened to it.

        Raises:
            DeskError: there is none, or more than one.
        """
        with reading(self.store) as connection:
            (alert,) = _named([name], _all(connection))
            return alert, events_of(connection, alert.alert_id)

    def act(self, names: Sequence[str], act: Act, hand: Hand) -> list[Alert]:
        """Do something to alerts, to all of them or to none, and return them as they stand then.

        Raises:
            DeskError: one of them is not there, or its name's beginning fits another, too.
            ActError: it cannot be done to one of them.
            HomeLockedError: a night runs: it judges alerts from what they were when it began.
        """
        with writing_alone(self.home), writing(self.store) as connection:
            events = [act(alert, hand) for alert in _named(names, _all(connection))]
            append_events(connection, kept(events))
        return [event.alert for event in events]

    def names(self) -> dict[str, UnitName]:
        """Return what the published units are called."""
        units = self._published("unit")
        columns = ["unit_id", "unit_code", "full_name"]
        return {row[0]: UnitName(*row) for row in units[columns].itertuples(index=False, name=None)}

    def due_month(self, period: str | None = None) -> str | None:
        """Return a month of which reports were due: the one that is asked for, else the newest; None where none is yet.

        Raises:
            DeskError: the month that is asked for is not past due.
        """
        rates = self._published("reporting_rate")
        newest = newest_period({"reporting_rate": rates})
        if period is not None and period not in set(rates.loc[rates["complete"].astype(bool), "period"]):
            known = newest or "none"
            raise DeskError(f"--period {period}: not among the months that are past due (the newest: {known}).")
        return period or newest

    def ring(self, month: str | None) -> tuple[RingLine, ...]:
        """Return the units to ring that have not reported a month, those where most people live first."""
        coverage = self._published("commune_coverage", basis="as_is", settlement="all", period_kind="month")
        tables = {"commune_coverage": coverage, "unit": self._published("unit")}
        return ring_list(tables, load_contacts(self.home), month)

    def _published(self, table: str, **where: str) -> pd.DataFrame:
        """Return the published rows of a table."""
        return load_published(self.store, load_contract(packaged_schemas() / "curated" / f"{table}.yml"), **where)


def open_desk(root: Path, now: dt.datetime, *, before_first_night: bool = False) -> Desk:
    """Return the desk of the home at `root`.

    Args:
        root: the home.
        now: the clock's reading.
        before_first_night: make the store where no night has; channels are tried before there is anything to tell.

    Raises:
        HomeError, ContractError, StoreError: the home or its store cannot be opened.
        DeskError: no night has judged alerts here.
    """
    home = Home.open(root)
    policy = load_policy(home.policy_path)
    if before_first_night:
        private_folder(home.store)
        with writing_alone(home):
            prepare(opened(home), load_contracts())
    nothing = DeskError(f"{root}\n  Nothing has been published here yet. Run: thugom nightly")
    if Settings().database_url is None and not home.database_path.is_file():
        # Opening it would make it.
        raise nothing
    store = opened(home)
    with reading(store) as connection:
        if not knows_alerts(connection):
            raise nothing
    return Desk(home, policy, store, now)


def _all(connection: Connection) -> dict[str, Alert]:
    """Return every alert by its name."""
    return {alert.alert_id: alert for alert in map(alert_of, load_alerts(connection))}


def _named(names: Iterable[str], alerts: Mapping[str, Alert]) -> list[Alert]:
    """Return the alerts of these names, or beginnings of names; each once."""
    return [alerts[found] for found in dict.fromkeys(_only(name, alerts.keys()) for name in names)]


def _only(name: str, known: Collection[str]) -> str:
    """Return the only name that begins so."""
    found = sorted(one for one in known if one.startswith(name.lower())) if name else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise DeskError(f"{name}: no alert has this name.\n  See: thugom alerts list --all")
    raise DeskError(f"{name}: more than one alert begins so ({', '.join(found[:5])}). Write more of the name.")
