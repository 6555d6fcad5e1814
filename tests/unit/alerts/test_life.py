"""The life of alerts: what a night's episodes make of the alerts so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.alerts.lives import HOLDING, NIGHT, OFFICER, RULE, UNIT, after, episodes, lived, on, opened, together
from thugom.alerts.acts import acknowledge, close, snooze
from thugom.alerts.life import alert_id_of, tonight

if TYPE_CHECKING:
    import pandas as pd

NOTHING = episodes()


def test_a_condition_that_holds_opens_an_alert_with_its_months_and_figures() -> None:
    """The alert says since when, how far from the path, and on which night it was opened."""
    (event,) = tonight((), HOLDING, on("2026-11-16"))
    alert = event.alert
    assert (event.kind, event.on, event.by) == ("opened", dt.date(2026, 11, 16), None)
    assert (alert.began_in, alert.opened_in, alert.confirmed_in) == ("2026-08", "2026-09", "2026-10")
    assert (alert.measured.gap_pp, alert.measured.reference) == (-7.5, None)
    assert alert.alert_id == alert_id_of(RULE, UNIT, "2026-09")
    assert (alert.state, alert.opened_on, alert.unit_id) == ("open", dt.date(2026, 11, 16), UNIT)


def test_what_is_over_opens_nothing() -> None:
    """Nobody is told of an episode that ended before anybody looked."""
    assert tonight((), episodes("2025-01 2025-02 2025-04 2025-05"), NIGHT) == ()


def test_the_same_condition_never_opens_twice() -> None:
    """Twenty nights over the same figures are twenty nights without an event."""
    alerts = opened()
    for _ in range(20):
        events, alerts = lived(alerts, HOLDING, NIGHT)
        assert events == []


def test_a_further_month_is_seen_and_no_more() -> None:
    """The condition goes on: its newest month and figures move, its name and state stay."""
    before = opened()
    events, (alert,) = lived(before, episodes("2026-08 2026-09 2026-11 -", gap_pp=-9.0), on("2026-11-29", "2026-11"))
    assert (events, alert.confirmed_in, alert.measured.gap_pp) == (["seen_again"], "2026-11", -9.0)
    assert (alert.alert_id, alert.state, alert.opened_on) == (before[0].alert_id, "open", before[0].opened_on)


def test_a_target_has_no_unit_and_no_heir() -> None:
    """The province's own alert stands under the target's name."""
    frame = HOLDING.assign(subject="communes_covered", unit_id=None)
    (event,) = tonight((), frame, replace(NIGHT, heirs={"communes_covered": None}))
    assert (event.alert.subject, event.alert.unit_id) == ("communes_covered", None)
    assert tonight([event.alert], frame, replace(NIGHT, heirs={"communes_covered": None})) == ()


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (episodes("2026-08 2026-09 2026-10 2026-11"), ["closed recovered 2026-11"]),
        (NOTHING, ["closed late_data"]),
        (episodes("2025-01 2025-02 2025-03 2025-04"), ["closed late_data"]),
        (
            episodes("2026-08 2026-09 2026-09 2026-10", "2026-11 2026-12 2026-12 -"),
            ["closed recovered 2026-10", "opened"],
        ),
    ],
)
def test_an_alert_closes_and_says_why(frame: pd.DataFrame, expected: list[str]) -> None:
    """A month that is well ended it; or late data took the cause away, so that it never was."""
    before = opened()
    events, alerts = lived(before, frame, on("2027-01-16", "2026-12"))
    assert sorted(events) == expected
    first = next(alert for alert in alerts if alert.alert_id == before[0].alert_id)
    assert (first.state, first.closed_on) == ("closed", dt.date(2027, 1, 16))


def test_what_comes_after_a_recovery_is_another_alert() -> None:
    """A new run of months has a name and a life of its own; what was known of the old one stays."""
    _, alerts = lived(opened(), episodes("2026-08 2026-09 2026-10 2026-11"), on("2026-12-16", "2026-11"))
    again = episodes("2026-08 2026-09 2026-10 2026-11", "2027-01 2027-02 2027-02 -")
    events, alerts = lived(alerts, again, on("2027-03-16", "2027-02"))
    assert events == ["opened"]
    assert len({alert.alert_id for alert in alerts}) == 2
    assert [alert.state for alert in alerts] == ["closed", "open"]


@pytest.mark.parametrize("ended", [NOTHING, episodes("2026-08 2026-09 2026-09 2026-10")])
def test_a_condition_that_comes_back_over_the_same_months_opens_its_alert_again(ended: pd.DataFrame) -> None:
    """Late data closed it, later data brings it back: one alert, and the count begins anew."""
    _, closed = lived(opened(), ended, on("2026-11-20"))
    events, (alert,) = lived(closed, HOLDING, on("2026-11-25"))
    assert (events, alert.state, alert.reopened) == (["reopened"], "open", 1)
    assert (alert.closed_on, alert.closed_in, alert.closed_because) == (None, None, None)
    assert alert.reopened_on == dt.date(2026, 11, 25)
    assert lived([alert], HOLDING, on("2026-12-08"))[0] == []
    assert lived([alert], HOLDING, on("2026-12-09"))[0] == ["escalated"]


def test_what_a_person_closed_stays_closed_as_long_as_it_holds() -> None:
    """Further months change nothing; what begins after a recovery is new."""
    (alert,) = opened()
    closed = [close(alert, OFFICER).alert]
    assert lived(closed, HOLDING, on("2026-11-18"))[0] == []
    assert lived(closed, episodes("2026-08 2026-09 2027-03 -"), on("2027-04-16", "2027-03"))[0] == []
    later = episodes("2026-08 2026-09 2026-10 2026-11", "2027-02 2027-03 2027-03 -")
    assert lived(closed, later, on("2027-04-16", "2027-03"))[0] == ["opened"]


def test_an_alert_escalates_once_so_many_days_after_it_opened() -> None:
    """On the fourteenth day, and never again; the day is the night's own and not the clock's."""
    alerts = opened()
    assert lived(alerts, HOLDING, on("2026-11-29"))[0] == []
    events, alerts = lived(alerts, HOLDING, on("2026-11-30"))
    assert (events, alerts[0].state, alerts[0].escalated_on) == (["escalated"], "escalated", dt.date(2026, 11, 30))
    assert lived(alerts, HOLDING, on("2027-11-30"))[0] == []


def test_whoever_takes_an_alert_on_gets_the_same_time_again() -> None:
    """The days count from the acknowledgement."""
    alerts = [acknowledge(opened()[0], replace(OFFICER, on=dt.date(2026, 11, 29))).alert]
    assert lived(alerts, HOLDING, on("2026-12-12"))[0] == []
    assert lived(alerts, HOLDING, on("2026-12-13"))[0] == ["escalated"]


def test_a_snoozed_alert_is_left_alone_until_its_day() -> None:
    """It escalates on that day if its time is over by then, else it is merely awake again."""
    late = [snooze(opened()[0], dt.date(2027, 1, 10), OFFICER).alert]
    assert lived(late, HOLDING, on("2027-01-09"))[0] == []
    assert lived(late, HOLDING, on("2027-01-10"))[0] == ["escalated"]
    soon = [snooze(opened()[0], dt.date(2026, 11, 20), OFFICER).alert]
    events, alerts = lived(soon, HOLDING, on("2026-11-20"))
    assert (events, alerts[0].state) == (["seen_again"], "open")
    assert lived(alerts, HOLDING, on("2026-11-20"))[0] == []
    assert lived(alerts, HOLDING, on("2026-11-30"))[0] == ["escalated"]


def test_a_snoozed_alert_that_was_taken_on_wakes_as_taken_on() -> None:
    """Waking takes nothing away from what a person said."""
    taken = acknowledge(opened()[0], OFFICER).alert
    asleep = [snooze(taken, dt.date(2026, 11, 20), OFFICER).alert]
    assert lived(asleep, HOLDING, on("2026-11-20"))[1][0].state == "acknowledged"


def test_a_policy_without_days_escalates_nothing() -> None:
    """Nothing is passed upwards where the department does not want it."""
    assert lived(opened(), HOLDING, on("2030-01-01", escalate_after_days=None))[0] == []


def test_a_rule_that_is_off_closes_its_alerts_and_opens_none() -> None:
    """Switched on again over the same months, the same alert comes back."""
    events, closed = lived(opened(), HOLDING, replace(NIGHT, rules=frozenset()))
    assert events == ["closed rule_off"]
    assert lived(closed, HOLDING, replace(NIGHT, rules=frozenset()))[0] == []
    assert lived(closed, HOLDING, NIGHT)[0] == ["reopened"]


def test_what_earlier_nights_had_published_past_is_known_before() -> None:
    """A first night, and a month before the newest that an earlier night judged, are old news."""
    assert opened(night=replace(NIGHT, is_first=True, judged_until=None))[0].known_before
    assert opened(night=on("2026-11-16", judged_until="2026-10"))[0].known_before
    assert not opened(night=on("2026-11-16", judged_until="2026-09"))[0].known_before
    assert not opened(night=on("2026-11-16", judged_until=None))[0].known_before


def test_a_night_of_a_day_that_is_past_leaves_what_it_cannot_see() -> None:
    """Its figures end before the alert began: that is no reason to close it, to age it or to open another."""
    alerts = opened()
    assert lived(alerts, NOTHING, on("2026-06-16", "2026-05"))[0] == []
    assert lived(alerts, NOTHING, on("2026-06-16", newest_period=None))[0] == []
    known = opened(episodes("2026-08 2026-09 2026-12 -"), on("2027-01-16", "2026-12"))
    events, (alert,) = lived(known, HOLDING, on("2026-11-16"))
    assert (events, alert.confirmed_in) == ([], "2026-12")


def test_late_data_that_moves_the_beginning_moves_the_alert() -> None:
    """The same alert, of other months: no second notice."""
    events, (alert,) = lived(opened(), episodes("2026-10 2026-11 2026-11 -"), on("2026-11-29", "2026-11"))
    assert (events, alert.began_in, alert.opened_in) == (["seen_again"], "2026-10", "2026-11")
    assert alert.alert_id == opened()[0].alert_id


def test_two_alerts_that_open_in_one_month_have_two_names() -> None:
    """One that closed at a merger decides nothing any more, and keeps its name."""
    closed = replace(opened()[0], state="closed", closed_because="passed_on")
    (event,) = tonight([closed], HOLDING, NIGHT)
    assert (event.kind, event.alert.alert_id) == ("opened", alert_id_of(RULE, UNIT, "2026-09", 1))


A, B, HEIR = "A@2020-01-01", "B@2020-01-01", "A@2025-07-01"
MERGED = replace(NIGHT, heirs={A: HEIR, B: HEIR})


def test_an_alert_passes_to_the_heir_of_its_unit() -> None:
    """The heir's series carries it on under the same name, with the heir's months."""
    heir = episodes("2026-07 2026-08 2026-11 -", unit=HEIR)
    events, (alert,) = lived(opened(), heir, replace(MERGED, newest_period="2026-11"))
    assert (events, alert.subject, alert.unit_id) == (["passed_on", "seen_again"], HEIR, HEIR)
    assert (alert.began_in, alert.alert_id) == ("2026-07", opened()[0].alert_id)


def test_of_two_alerts_that_meet_in_one_heir_the_older_goes_on() -> None:
    """The other closes, says so, and never comes back."""
    both = opened(together(HOLDING, episodes("2026-05 2026-06 2026-10 -", unit=B)))
    heir = episodes("2026-05 2026-06 2026-10 -", unit=HEIR)
    events, alerts = lived(both, heir, MERGED)
    assert sorted(events) == ["closed passed_on", "passed_on"]
    (going_on,) = [alert for alert in alerts if alert.state != "closed"]
    assert (going_on.alert_id, going_on.subject) == (alert_id_of(RULE, B, "2026-06"), HEIR)
    assert lived(alerts, heir, MERGED)[0] == []
    by_hand = after(alerts, [close(going_on, OFFICER)])
    assert lived(by_hand, heir, MERGED)[0] == []


def test_alerts_of_two_rules_do_not_meet() -> None:
    """A unit can be behind and silent at once, and so can its heir."""
    both = opened(together(HOLDING, episodes("2026-10 2026-10 2026-10 -", unit=B, rule="no_report")))
    heir = [
        HOLDING.assign(subject=HEIR, unit_id=HEIR),
        episodes("2026-10 2026-10 2026-10 -", unit=HEIR, rule="no_report"),
    ]
    assert lived(both, together(*heir), MERGED)[0] == ["passed_on", "passed_on"]


def test_an_alert_whose_heir_is_well_closes_as_recovered() -> None:
    """No data came late: the unit that took over is not behind as a whole."""
    assert lived(opened(), NOTHING, MERGED)[0] == ["passed_on", "closed recovered"]
    ended = episodes("2026-08 2026-09 2026-09 2026-10", unit=HEIR)
    assert lived(opened(), ended, MERGED)[0] == ["passed_on", "closed recovered 2026-10"]


def test_an_alert_of_a_unit_without_an_heir_closes_with_it() -> None:
    """A unit that left the province leaves nothing to be told."""
    assert lived(opened(), NOTHING, replace(NIGHT, heirs={A: None}))[0] == ["closed unit_ended"]


def test_an_alert_passes_through_two_mergers_at_once() -> None:
    """Nobody ran a night between them."""
    twice = replace(NIGHT, heirs={A: B, B: HEIR})
    assert lived(opened(), HOLDING.assign(subject=HEIR, unit_id=HEIR), twice)[1][0].subject == HEIR
