"""Which unit each feature of a file is: by its code, else by its name, and never by a guess."""

import datetime as dt
import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from pandas.api.types import is_scalar

from thugom.language.order import plain
from thugom.register.boundaries_findings import Finding, Values
from thugom.register.errors import Problem, RegisterError
from thugom.register.units import units_in_force

CODE_HEADERS = frozenset(
    ["code", "unitcode", "communecode", "wardcode", "ma", "maxa", "mahc", "madvhc", "madvhcxa", "madonvi", "maphuongxa"]
)
NAME_HEADERS = frozenset(
    ["name", "fullname", "ten", "tenxa", "tendvhc", "tendonvi", "tenphuongxa", "unitname", "communename", "wardname"]
)
_PROVINCE_SIGNS = ("tinh", "prov")
_ABBREVIATIONS = {"tt": "thi tran", "p": "phuong", "x": "xa", "dk": "dac khu"}
_ALIKE = 0.8
"""Official sources spell some names in two ways: Sìn Súi Hồ and Sin Suối Hồ are 0.95 alike."""


@dataclass(frozen=True, eq=False)
class Match:
    """What each feature is: `unit_ids` by feature (null for none), by what, and what there is to say."""

    unit_ids: pd.Series
    by_name: bool
    findings: list[Finding] = field(default_factory=list)


def match_units(
    table: pd.DataFrame, path: Path, units: pd.DataFrame, on: dt.date, code_column: str | None, name_column: str | None
) -> Match:
    """Return which unit in force on a day each row is.

    Codes go before names: a name decides only where the file has no column of codes. A name without
    its marks serves too, as far as it means one unit. A row whose province is not the unit's is
    never that unit.

    Args:
        table: the file's own columns, its index the place in the file.
        path: the file, for messages.
        units: the register's units of all days.
        on: the day.
        code_column: which column has the codes; found by its header and values where None.
        name_column: the same for the names.

    Raises:
        RegisterError: a column named is not in the file.
    """
    for option, column in (("--code-column", code_column), ("--name-column", name_column)):
        if column is not None and column not in table.columns:
            allowed = f"one of its columns is expected: {', '.join(map(str, table.columns))}"
            raise RegisterError([Problem(path, None, None, f"no column {column}", allowed, f"Correct {option}.")])
    book = _NameBook(units, on)
    by_code = dict(zip(book.units["unit_code"], book.units["unit_id"], strict=True))
    codes = None if name_column and not code_column else _codes(table, by_code, code_column)
    words = _Words.of(table, book, name_column, None if codes is None else str(codes.name))
    if codes is None:
        return _by_name(words, path, book)
    keys = codes.map(by_code).astype("str")
    keys[words.other_province(keys, book)] = None
    return Match(keys, by_name=False, findings=list(_disagreements(keys, words, path, units, book)))


def by_file_name(path: Path, units: pd.DataFrame, on: dt.date) -> str | None:
    """Return the one unit in force whose full name is the file's name, numbers and order of words apart.

    A file of one feature often says what it shows in its name only: `10_khong_lao_xa.geojson`.
    """
    words = sorted(re.findall(r"[a-z]+", plain(path.name.partition(".")[0])))
    found = [
        key
        for key, name in units_in_force(units, on)[["unit_id", "full_name"]].itertuples(index=False)
        if sorted(re.findall(r"[a-z]+", plain(name))) == words
    ]
    return found[0] if len(found) == 1 else None


class _NameBook:
    """The names of the units in force, as files write them."""

    def __init__(self, all_units: pd.DataFrame, on: dt.date) -> None:
        """Look up what each way of writing a name may mean."""
        units = units_in_force(all_units, on)
        self.units = units.set_index("unit_id", drop=False)
        both = zip(all_units["full_name"], all_units["name"], strict=True)
        self.kinds = {_kind_word(full, name) for full, name in both}
        self.kinds.discard("")
        # Names of other days too: they show that a file is of another day.
        self.ever = {plain(name) for column in ("full_name", "name") for name in all_units[column]}
        self.full: dict[str, list[str]] = defaultdict(list)
        self.bare: dict[str, list[str]] = defaultdict(list)
        for key, full, name in units[["unit_id", "full_name", "name"]].itertuples(index=False):
            self.full[plain(full)].append(key)
            self.bare[plain(name)].append(key)

    def meant(self, text: str, kind: str) -> list[str]:
        """Return the units that a name may mean, with the word for its kind where the file has one."""
        name = _tidy(text)
        found = self.full.get(" ".join(filter(None, (kind, name)))) or self.full.get(name) or self.bare.get(name, [])
        if kind and found:
            found = [key for key in found if self._kind_of(key) in {kind, ""}]
        same = [key for key in found if text.casefold() in {self._text(key, "name"), self._text(key, "full_name")}]
        return same if len(same) == 1 else found

    def parted(self, text: str, kind: str) -> tuple[str, str]:
        """Return the kind and the bare name in what a file says, without marks."""
        name = _tidy(text)
        own = next((word for word in self.kinds if name.startswith(f"{word} ")), "")
        return kind or own, name.removeprefix(f"{own} ") if own else name

    def _text(self, key: str, column: str) -> str:
        return str(self.units.loc[key, column]).casefold()

    def _kind_of(self, key: str) -> str:
        return _kind_word(str(self.units.loc[key, "full_name"]), str(self.units.loc[key, "name"]))


@dataclass(frozen=True, eq=False)
class _Words:
    """What the file says of each row in words: name, kind and province; empty where it says nothing."""

    names: pd.Series
    kinds: pd.Series
    provinces: pd.Series

    @classmethod
    def of(cls, table: pd.DataFrame, book: _NameBook, name_column: str | None, code_column: str | None) -> "_Words":
        """Find the columns by their headers and values."""
        texts = table.drop(columns=[code_column] if code_column else []).map(_text)
        silent = pd.Series("", index=table.index)

        def known(text: str) -> bool:
            return _tidy(text) in book.ever

        # A name with its kind says more than one without: of equals, the one that matches in full.
        name = name_column or _best(texts, known, NAME_HEADERS, prefer=lambda text: _tidy(text) in book.full)
        # A column headed so holds names also where the register knows none of them.
        name = name or next((str(column) for column in texts.columns if _bare(column) in NAME_HEADERS), None)
        rest = [column for column in texts.columns if column != name]
        kind = next((c for c in rest if texts[c].map(_tidy).isin([*book.kinds, ""]).all() and texts[c].any()), None)
        spoken = [c for c in rest if any(sign in plain(str(c)) for sign in _PROVINCE_SIGNS)]
        own = {_province(text) for text in [*book.units["province_name"], *book.units["province_code"]]}
        province = next((c for c in spoken if texts[c].map(_province).isin(own).any()), None)
        return cls(
            texts[name] if name else silent,
            texts[kind].map(_tidy) if kind else silent,
            texts[province].map(_province) if province else silent,
        )

    def other_province(self, keys: pd.Series, book: _NameBook) -> pd.Series:
        """Return where a row names another province than that of the unit it would be."""
        apart = [
            bool(said) and not pd.isna(key) and said not in book_province(book, key)
            for said, key in zip(self.provinces, keys, strict=True)
        ]
        return pd.Series(apart, index=keys.index, dtype="bool")


def book_province(book: _NameBook, key: str) -> set[str]:
    """Return how a file may write the province of a unit."""
    row = book.units.loc[key]
    return {_province(str(row["province_name"])), _province(str(row["province_code"]))}


def _by_name(words: _Words, path: Path, book: _NameBook) -> Match:
    """Return what each row is by its name; a name that may mean several units is an error."""
    findings, keys = [], []
    for feature, name, kind, province in zip(words.names.index, words.names, words.kinds, words.provinces, strict=True):
        found = [key for key in book.meant(name, kind) if not province or province in book_province(book, key)]
        if len(found) > 1:
            many = ", ".join(f"{book.units.loc[key, 'full_name']!s} ({key})" for key in found)
            values = _place(path, feature) | {"name": name, "units": many}
            findings.append(Finding("ambiguous_name", values, tuple(found)))
        keys.append(found[0] if len(found) == 1 else None)
    return Match(pd.Series(keys, index=words.names.index, dtype="str"), by_name=True, findings=findings)


def _disagreements(
    keys: pd.Series, words: _Words, path: Path, units: pd.DataFrame, book: _NameBook
) -> Iterator[Finding]:
    """Name the rows whose name is not that of the unit which their code means on the day.

    Codes are used again: a file of another day would put every polygon on another unit.
    """
    for feature, key, name, kind in zip(keys.index, keys, words.names, words.kinds, strict=True):
        if pd.isna(key) or not name:
            continue
        said = book.parted(name, kind)
        names = book.units.loc[key, ["unit_code", "full_name", "name"]].tolist()
        if _agrees(said, names[1], names[2]):
            continue
        of_code = units.loc[
            (units["unit_code"] == names[0]) & (units["unit_id"] != key), ["unit_id", "full_name", "name"]
        ]
        other = next((row for row in of_code.itertuples(index=False) if _agrees(said, row[1], row[2])), None)
        values = _place(path, feature) | {"name": " ".join(filter(None, (kind, name))), "unit": f"{names[1]} ({key})"}
        if other is None:
            yield Finding("name_differs", values, (key,))
        else:
            yield Finding("other_unit_of_code", values | {"other": f"{other[1]} ({other[0]})"}, (key, other[0]))


def _place(path: Path, feature: object) -> Values:
    """Return where a feature stands, for a message."""
    return {"file": path.name, "feature": int(str(feature))}


def _agrees(said: tuple[str, str], full_name: str, name: str) -> bool:
    """Tell whether a kind and a name, as a file has them, can be those of a unit.

    >>> _agrees(("", "hua bun"), "Xã Hua Bum", "Hua Bum")
    True
    >>> _agrees(("thi tran", "phong tho"), "Xã Phong Thổ", "Phong Thổ")
    False
    """
    kind, own_kind = said[0], _kind_word(full_name, name)
    return (not kind or kind == own_kind) and _likeness(said[1], plain(name)) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, 1 for the same."""
    return difflib.SequenceMatcher(None, one, other).ratio()


def _codes(table: pd.DataFrame, by_code: dict[str, str], column: str | None) -> pd.Series | None:
    """Return each row's code, from the column named or the one that holds codes; None if there is none."""
    lengths = {len(code) for code in by_code}
    width = lengths.pop() if len(lengths) == 1 else 0

    def code(value: object) -> str:
        text = _text(value).removesuffix(".0")
        # A spreadsheet or a number column takes the leading zeros off.
        return text.zfill(width) if text.isdigit() else text

    codes = table.map(code)
    chosen = column or _best(codes, by_code.__contains__, CODE_HEADERS)
    return None if chosen is None else codes[chosen]


def _best(
    texts: pd.DataFrame,
    known: Callable[[str], bool],
    headers: frozenset[str],
    prefer: Callable[[str], bool] = lambda _: True,
) -> str | None:
    """Return the column most of whose values are known; one with another header only if half of them are."""
    scores: list[tuple[int, int, bool, int, str]] = []
    for place, column in enumerate(texts.columns):
        values = texts[column]
        hits = values[values.map(known).astype("bool")]
        spoken = _bare(column) in headers
        if len(hits) and (spoken or 2 * len(hits) >= len(values)):
            scores.append((hits.nunique(), int(hits.map(prefer).sum()), spoken, -place, str(column)))
    return max(scores)[-1] if scores else None


def _bare(header: object) -> str:
    """Return a column's header in its letters alone: `Mã_ĐVHC` is `madvhc`."""
    return re.sub(r"[^a-z]", "", plain(str(header)))


def _text(value: object) -> str:
    """Return a cell as text, empty where it is null; some forms have lists in their cells."""
    return "" if is_scalar(value) and pd.isna(value) else str(value).strip()  # type: ignore[call-overload]


def _tidy(text: str) -> str:
    """Return a name for comparing: without marks, abbreviations of kinds written out.

    >>> _tidy(" TT. Mường Tè "), _tidy("Xã Pa Ủ")
    ('thi tran muong te', 'xa pa u')
    """
    words = re.sub(r"[\s_]+", " ", plain(text)).strip()
    short = re.fullmatch(r"([a-z]{1,2})\. ?(.+)", words)
    return f"{_ABBREVIATIONS.get(short[1], short[1])} {short[2]}" if short else words


def _province(text: str) -> str:
    """Return a province's name without the word for its kind.

    >>> _province("Tỉnh Lai Châu"), _province("12")
    ('lai chau', '12')
    """
    return re.sub(r"^(tinh|thanh pho|tp\.?) ", "", plain(text).strip())


def _kind_word(full_name: str, name: str) -> str:
    """Return the word for the kind in a full name.

    >>> _kind_word("Thị trấn Mường Tè", "Mường Tè"), _kind_word("Bobbio", "Bobbio")
    ('thi tran', '')
    """
    return plain(full_name).removesuffix(plain(name)).strip()
