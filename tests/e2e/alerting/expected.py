"""What three years of reports call for, worked out by hand from the tables beside this one.

A unit's path: FLAT, WAVE and OLDW stood at 50 % in their first twelve complete months, so their paths begin with 50 %
in June 2024 and gain 50/78 = 0.641 points a month; what stands at 50 % lies 4.49 points under it in January 2025
(watch), 5.13 in February and 5.77 in March (behind).

The province's path for covered communes leads from 70 % in December 2023 to 95 % in December 2030: 25/84 = 0.298
points a month.
"""

from __future__ import annotations

from typing import NamedTuple


class Happening(NamedTuple):
    """What happens to an alert in a night; `month` is that which filled the rule's count, or which ended it."""

    night: str
    what: str
    rule: str
    key: str
    month: str | None
    because: str | None


# In order: the night, what happens, the rule, the unit or target, the month that opened or ended it, why it closed.
LIFE = """
2024-07-11 opened    no_report       MUTE             2024-06 -
#   June was due on 5 July and its grace ended on the 10th.
2024-07-26 escalated no_report       MUTE             2024-06 -
#   Fourteen days after 11 July is the 25th.
2024-10-11 closed    no_report       MUTE             2024-09 recovered
#   July and August are silent too and tell nothing new; September was received.
2024-11-11 opened    service_stopped STOP             2024-10 -
#   From covered to known not covered. 15 % to 0 is no sharp drop: 15 points are less than 20.
2024-11-26 escalated service_stopped STOP             2024-10 -
2025-01-11 closed    service_stopped STOP             2024-12 recovered
2025-02-11 opened    sharp_drop      DROP             2025-01 -
#   55 is 25 points below 80, the median of October, November and December.
2025-02-26 escalated sharp_drop      DROP             2025-01 -
#   February's 69 is not yet within 10 points of 80.
2025-04-11 closed    sharp_drop      DROP             2025-03 recovered
#   70 is, exactly: 0.7 against 0.8 - 0.1, which as binary fractions would not be.
2025-04-11 opened    behind_path     FLAT             2025-03 -
2025-04-11 opened    behind_path     OLDW             2025-03 -
#   Behind in February and March. WAVE was behind in February alone.
2025-04-26 escalated behind_path     FLAT             2025-03 -
2025-04-26 escalated behind_path     OLDW             2025-03 -
2025-05-11 opened    no_report       OLDA             2025-04 -
2025-05-26 escalated no_report       OLDA             2025-04 -
#   FLAT's 54 in May lies 3.05 points under 57.05: on watch, which closes nothing.
2025-06-11 opened    no_report       OLDB             2025-05 -
2025-06-26 escalated no_report       OLDB             2025-05 -
2025-07-11 closed    behind_path     FLAT             2025-06 recovered
#   56 lies 1.69 points under 57.69: within 2.
2025-07-11 passed_on behind_path     NEWW             2025-03 -
2025-07-11 passed_on no_report       NEW              2025-04 -
2025-07-11 closed    no_report       OLDB             -       passed_on
#   The night after the mergers: both silent communes are one now, and the older alert goes on for it.
2025-07-26 reopened  behind_path     FLAT             2025-03 -
#   A correction came on 20 July: June was 50, which is behind. The months since March never closed.
2025-08-11 closed    behind_path     FLAT             2025-07 recovered
2025-08-11 closed    no_report       NEW              2025-07 recovered
2025-08-11 opened    behind_path     WAVE             2025-07 -
#   The first time that WAVE is behind twice running: June and July.
2025-08-26 escalated behind_path     WAVE             2025-07 -
2025-10-11 opened    no_report       MUTE             2025-09 -
2025-10-26 closed    no_report       MUTE             -       late_data
#   September's report came on 20 October: there never was cause.
2025-11-11 closed    behind_path     NEWW             2025-10 recovered
#   70 against 50 + 16 x 0.641 = 60.26.
2025-12-11 opened    report_rejected WRONG            2025-11 -
2025-12-26 closed    report_rejected WRONG            -       late_data
2026-02-11 opened    no_report       FLAT             2026-01 -
2026-02-26 escalated no_report       FLAT             2026-01 -
2026-03-11 closed    no_report       FLAT             2026-02 recovered
2026-03-11 opened    behind_path     FLAT             2026-02 -
#   December: 50 against 61.54; February: 50 against 62.82. January is unknown, and neither counts nor breaks the run.
2026-04-11 closed    behind_path     FLAT             2026-03 recovered
#   65 against 63.46. It did not escalate on 25 March: an officer took it on on the 20th.
2026-04-11 opened    service_stopped STOP             2026-03 -
2026-04-11 opened    service_stopped LEAN             2026-03 -
2026-04-11 opened    target_at_risk  communes_covered 2026-03 -
#   Without NEVER, STOP and LEAN 8 of 11 are covered: 72.7 % against 70 + 27 x 0.298 = 78.0.
2026-04-26 escalated service_stopped LEAN             2026-03 -
2026-04-26 escalated target_at_risk  communes_covered 2026-03 -
#   STOP's alert was closed by hand on the 12th.
2026-05-11 opened    no_report       LEAN             2026-04 -
#   LEAN unknown, 9 of 11 are possible: 81.8 %, more than 78.3. But only 8 of 11 are sure, and the 8 of 10 known, 80 %,
#   stand in a month in which 300 of 4,650 tonnes are unknown, 6.5 %: not admissible. The target stays at risk.
2026-05-26 escalated no_report       LEAN             2026-04 -
2026-06-11 closed    service_stopped LEAN             2026-05 recovered
2026-06-11 closed    no_report       LEAN             2026-05 recovered
2026-06-11 closed    target_at_risk  communes_covered 2026-05 recovered
2026-08-11 closed    behind_path     WAVE             2026-07 recovered
2026-08-11 opened    no_report       DROP             2026-07 -
2026-08-26 escalated no_report       DROP             2026-07 -
2026-09-11 closed    no_report       DROP             2026-08 recovered
2026-09-11 opened    sharp_drop      DROP             2026-08 -
#   55 against the median of April, May and June: July is unknown.
2026-10-26 escalated sharp_drop      DROP             2026-08 -
#   Not in September: an officer had put it off until 20 October. The three months at 55 do not make 55 the measure.
2026-11-11 opened    report_rejected WRONG            2026-10 -
2026-11-26 escalated report_rejected WRONG            2026-10 -
2026-12-11 closed    report_rejected WRONG            2026-11 recovered
2027-01-11 closed    sharp_drop      DROP             2026-12 recovered
"""

# The night, who hears, what kind of notice, and of which alerts it is the news. `an` hears of all; `binh` of the
# eastern district and at once of what nobody took on; `chi` of targets, likewise; `nhan` sends WRONG's reports. A
# stopped service and a target at risk are urgent for all; what was told at once is no news in the same night's digest.
NOTICES = """
2024-07-11 an   digest  no_report:MUTE
2024-07-11 binh digest  no_report:MUTE
2024-07-26 an   digest  no_report:MUTE
2024-07-26 binh urgent  no_report:MUTE
2024-10-11 an   digest  no_report:MUTE
2024-10-11 binh digest  no_report:MUTE
2024-11-11 an   urgent  service_stopped:STOP
2024-11-26 an   urgent  service_stopped:STOP
2025-01-11 an   digest  service_stopped:STOP
2025-02-11 an   digest  sharp_drop:DROP
2025-02-26 an   digest  sharp_drop:DROP
2025-04-11 an   digest  behind_path:FLAT behind_path:OLDW sharp_drop:DROP
2025-04-11 binh digest  behind_path:OLDW
2025-04-26 an   digest  behind_path:FLAT behind_path:OLDW
2025-04-26 binh urgent  behind_path:OLDW
2025-05-11 an   digest  no_report:OLDA
2025-05-11 binh digest  no_report:OLDA
2025-05-26 an   digest  no_report:OLDA
2025-05-26 binh urgent  no_report:OLDA
2025-06-11 an   digest  no_report:OLDB
2025-06-11 binh digest  no_report:OLDB
2025-06-26 an   digest  no_report:OLDB
2025-06-26 binh urgent  no_report:OLDB
2025-07-11 an   digest  behind_path:FLAT no_report:OLDB
2025-07-11 binh digest  no_report:OLDB
2025-07-26 an   digest  behind_path:FLAT
2025-08-11 an   digest  behind_path:FLAT behind_path:WAVE no_report:NEW
2025-08-11 binh digest  no_report:NEW
2025-08-26 an   digest  behind_path:WAVE
2025-10-11 an   digest  no_report:MUTE
2025-10-11 binh digest  no_report:MUTE
2025-10-26 an   digest  no_report:MUTE
2025-10-26 binh digest  no_report:MUTE
2025-11-11 an   digest  behind_path:NEWW
2025-11-11 binh digest  behind_path:NEWW
2025-12-11 an   digest  report_rejected:WRONG
2025-12-11 binh digest  report_rejected:WRONG
2025-12-11 nhan receipt
2025-12-26 an   digest  report_rejected:WRONG
2025-12-26 binh digest  report_rejected:WRONG
2026-02-11 an   digest  no_report:FLAT
2026-02-26 an   digest  no_report:FLAT
2026-03-11 an   digest  behind_path:FLAT no_report:FLAT
2026-04-11 an   digest  behind_path:FLAT
2026-04-11 an   urgent  service_stopped:LEAN service_stopped:STOP target_at_risk:communes_covered
2026-04-11 binh urgent  service_stopped:LEAN
2026-04-11 chi  urgent  target_at_risk:communes_covered
2026-04-26 an   urgent  service_stopped:LEAN target_at_risk:communes_covered
2026-04-26 binh urgent  service_stopped:LEAN
2026-04-26 chi  urgent  target_at_risk:communes_covered
2026-05-11 an   digest  no_report:LEAN
2026-05-11 binh digest  no_report:LEAN
2026-05-26 an   digest  no_report:LEAN
2026-05-26 binh urgent  no_report:LEAN
2026-06-11 an   digest  no_report:LEAN service_stopped:LEAN target_at_risk:communes_covered
2026-06-11 binh digest  no_report:LEAN service_stopped:LEAN
2026-06-11 chi  digest  target_at_risk:communes_covered
2026-08-11 an   digest  behind_path:WAVE no_report:DROP
2026-08-26 an   digest  no_report:DROP
2026-09-11 an   digest  no_report:DROP sharp_drop:DROP
2026-10-26 an   digest  sharp_drop:DROP
2026-11-11 an   digest  report_rejected:WRONG
2026-11-11 binh digest  report_rejected:WRONG
2026-11-11 nhan receipt
2026-11-26 an   digest  report_rejected:WRONG
2026-11-26 binh urgent  report_rejected:WRONG
2026-12-11 an   digest  report_rejected:WRONG
2026-12-11 binh digest  report_rejected:WRONG
2027-01-11 an   digest  sharp_drop:DROP
"""

# On the eleventh of every month there is a night; on the 26th in these. Nothing may happen in March 2024, March 2026
# (an officer took the alert on), September 2026 (put off) and January 2027.
SECOND_NIGHTS = """
2024-03 2024-07 2024-11 2025-02 2025-04 2025-05 2025-06 2025-07 2025-08 2025-10 2025-12 2026-02 2026-03 2026-04 2026-05
2026-08 2026-09 2026-10 2026-11 2027-01
"""


class Sent(NamedTuple):
    """A notice that somebody hears: the night, who, what kind, and the alerts, each as rule and unit."""

    night: str
    recipient: str
    kind: str
    alerts: tuple[str, ...]


def life() -> list[Happening]:
    """Return what happens, by night, rule and unit."""
    rows = (line.split() for line in LIFE.splitlines() if line and not line.startswith("#"))
    return sorted(Happening(*row[:4], *(None if cell == "-" else cell for cell in row[4:])) for row in rows)


def notices() -> list[Sent]:
    """Return what is heard, by night, recipient and kind."""
    rows = (line.split() for line in NOTICES.splitlines() if line)
    return sorted(Sent(night, who, kind, tuple(alerts)) for night, who, kind, *alerts in rows)
