"""What moved a figure since the month before: the units, their reports, revisions, or boundaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.published_ratio import published_ratio
from thugom.measures.target_path import POINTS, gap_points, month_number, month_of
from thugom.measures.target_terms import Series

PARTS = ("same_units", "reporting", "revision", "boundary")
COLUMNS = [
    *("period", "indicator", "settlement", "denominator_kind", "previous_period", "value", "previous_value"),
    *("difference_pp", *(f"{part}_pp" for part in PARTS)),
]
VALUE_TERMS = ["unit_id", "value_n", "value_d"]
ByMonth = Mapping[str, pd.DataFrame]
"""`VALUE_TERMS` of each month."""


@dataclass(frozen=True)
class Change:
    """The value of a month and of the month before as it was then known, and what lies between.

    Shares of one in exact numbers, None where unknown; the parts sum to the difference.
    """

    value: Fraction | None
    previous_value: Fraction | None
    same_units: Fraction | None
    reporting: Fraction | None
    revision: Fraction | None
    boundary: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        """Value less previous value."""
        return _less(self.value, self.previous_value)


def month_change(now: pd.DataFrame, before: pd.DataFrame, recast: pd.DataFrame, earlier: Fraction | None) -> Change:
    """Return what moved a figure from one month to the next.

    - revision: the month before as it is known now, less as it was known then;
    - boundary: the month before recast on this month's units, less on its own;
    - same units: over the units known in both months, this month less the recast month before;
    - reporting: the rest, from units known in one of the two months only.

    With no unit known in both months nothing is put down to the same units. A part is None where
    one of its two values is unknown.

    Args:
        now: `VALUE_TERMS` of the month, one row per unit, each pair null together.
        before: those of the month before, on its own units.
        recast: those of the month before, on this month's units; `unit_id` null for a unit known in part only.
        earlier: the value of the month before as it was known when that month was past due and
            grace; None where it was unknown.

    Source: methodology, section 5, What moved the figure.
    """
    now, recast = now.dropna(subset=["value_n", "value_d"]), recast.dropna(subset=["value_n", "value_d"])
    value, held, moved = (_ratio(rows) for rows in (now, before, recast))
    in_both = now["unit_id"].isin(recast["unit_id"]), recast["unit_id"].isin(now["unit_id"])
    same = _less(_ratio(now[in_both[0]]), _ratio(recast[in_both[1]])) or Fraction(0)
    all_units = _less(value, moved)
    return Change(
        value,
        earlier,
        same_units=None if all_units is None else same,
        reporting=_less(all_units, same),
        revision=_less(held, earlier),
        boundary=_less(moved, held),
    )


def _ratio(rows: pd.DataFrame) -> Fraction | None:
    """Return the ratio of the sums over what is known."""
    below = int(rows["value_d"].sum())
    return Fraction(int(rows["value_n"].sum()), below) if below else None


def _less(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    """Return first - second, None where either is unknown."""
    return None if first is None or second is None else first - second


def change(
    terms: Mapping[Series, pd.DataFrame],
    recast: Mapping[Series, pd.DataFrame],
    published: pd.DataFrame,
    earlier: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Return what moved each figure with a target in each month that has one before it.

    A value that is withheld in `published` (`value_outside_bounds`) is withheld here, and so are
    the parts that would need it.

    Args:
        terms: what `target_terms` returns on the basis as_was.
        recast: the same for the months before a boundary change, on the units of the month after;
            a month without rows there had the same units as the month after it.
        published: the months of `province_coverage` on as_was, as they are known now.
        earlier: its rows as each month was known when it was past due and grace; a month without a
            row there is taken as it is known now.
        policy: the organic fraction.

    Returns:
        `COLUMNS`.
    """
    rows = []
    for series, frame in terms.items():
        own, moved = _by_month(frame, recast.get(series, frame.iloc[:0]))
        found = _of_series(own, moved, _values(published, series, policy), _values(earlier, series, policy))
        rows += [_row(series, period, figure) for period, figure in found]
    texts = ["period", "indicator", "settlement", "denominator_kind", "previous_period"]
    types = {name: "str" if name in texts else "Float64" for name in COLUMNS}
    return pd.DataFrame(rows, columns=COLUMNS).astype(types)


def _by_month(own: pd.DataFrame, recast: pd.DataFrame) -> tuple[ByMonth, ByMonth]:
    """Return both by month; numbers stand for the units, because texts are slow to look up."""
    codes, _ = pd.factorize(pd.concat([own["unit_id"], recast["unit_id"]]))
    numbered = own.assign(unit_id=codes[: len(own)]), recast.assign(unit_id=codes[len(own) :])
    first, second = ({str(month): rows for month, rows in frame.groupby("period")} for frame in numbered)
    return first, second


def _values(rows: pd.DataFrame, series: Series, policy: Policy) -> dict[str, Fraction | None]:
    """Return the exact values of one series by month; None where the table has none."""
    own = rows["period_kind"] == "month"
    for name, wanted in series._asdict().items():
        own &= rows[name] == wanted
    return {str(row["period"]): published_ratio(row, "", policy) for row in rows[own].to_dict("records")}


def _of_series(
    terms: ByMonth,
    recast: ByMonth,
    published: Mapping[str, Fraction | None],
    earlier: Mapping[str, Fraction | None],
) -> list[tuple[str, Change]]:
    """Return what moved one series, for each month whose month before is there too."""
    # What is withheld counts as unknown throughout.
    shown = {month: rows if published.get(month) is not None else rows.iloc[:0] for month, rows in terms.items()}
    found = []
    for month, now in shown.items():
        last = month_of(month_number(month) - 1)
        if last in shown:
            before = shown[last]
            moved = recast[last] if last in recast and published.get(last) is not None else before
            found.append((month, month_change(now, before, moved, _known_then(last, before, earlier))))
    return found


def _known_then(month: str, rows: pd.DataFrame, earlier: Mapping[str, Fraction | None]) -> Fraction | None:
    """Return a month's value as it was known then, which is that of now where they round to one."""
    now = _ratio(rows)
    then = earlier.get(month, now)
    same = now is not None and then is not None and gap_points(then, now) == 0
    return now if same else then


def _row(series: Series, period: str, figure: Change) -> dict[str, Any]:
    """Return one row of the table, floats from the exact numbers at last."""
    return {
        "period": period,
        **series._asdict(),
        "previous_period": month_of(month_number(period) - 1),
        "value": _float(figure.value),
        "previous_value": _float(figure.previous_value),
        "difference_pp": _points(figure.difference),
        **{f"{part}_pp": _points(getattr(figure, part)) for part in PARTS},
    }


def _float(value: Fraction | None) -> float | None:
    """Return the nearest float."""
    return None if value is None else float(value)


def _points(share: Fraction | None) -> float | None:
    """Return a share in percentage points."""
    return None if share is None else float(POINTS * share)
