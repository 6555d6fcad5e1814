"""A contract as a page that analysts read: what each column means, in both languages, and which rules hold.

`python -m thugom.renderings.dictionary` writes the pages under docs/dictionary; with `--check` it writes nothing,
names the pages that are stale, missing or left over, and ends with exit code 1 if there are any.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from thugom.contracts import (
    Check,
    Contract,
    Contracts,
    Field,
    ForeignKey,
    IntakeRule,
    load_contracts,
    load_intake_rules,
)
from thugom.language.catalogue import translator

FOLDER = Path("docs") / "dictionary"
INDEX = "README.md"
REMEDY = "Write them anew: python -m thugom.renderings.dictionary"
_GENERATED = "<!-- Written from {source} by `python -m thugom.renderings.dictionary`: change that, not this page. -->"
_KINDS = {
    "report": "What comes in: reports",
    "review": "What is asked of the reports every night: reviews",
    "stream": "What comes in by the million: streams",
    "register": "What the register holds",
    "curated": "What analysts read",
    "journal": "Journals: what ran and what was published",
}
_EFFECTS = "error: the row is refused; warning: it is kept and marked."
_DECLARED_ONCE = "Every table is declared once, under schemas/; this page and those below are written from there."
_NULL = (
    "In every curated table an empty value means unknown, never zero; _t is tonnes, _rate and _share are ratios (not "
    "percentages), days end in _on, instants are UTC and end in _at."
)
_INTAKE = (
    "Before a row can be judged by its report's checks it must be read. In quality_issue such a rule is called "
    "TABLE.COLUMN.RULE, or file.RULE where no column is meant."
)
_VIETNAMESE = translator("vi")


def page_name(contract: Contract) -> str:
    """Return the name of a contract's page; a report and a curated table may share a name."""
    return f"{contract.kind}-{contract.name}.md"


def pages(contracts: Contracts, intake: Mapping[str, IntakeRule]) -> dict[str, str]:
    """Return every page of the dictionary by file name, the index included.

    Args:
        contracts: what is declared under `schemas/`.
        intake: the rules that hold before a row can be judged; the index explains them.
    """
    declared = _all_of(contracts)
    return {page_name(contract): page(contract) for contract in declared} | {INDEX: _index(declared, intake)}


def page(contract: Contract) -> str:
    """Return a contract's page: what the table is, its columns, its keys and its checks."""
    lines = [
        f"# {contract.title.vi} – {contract.title.en}",
        "",
        _GENERATED.format(source=_source(contract)),
        "",
        f"`{contract.name}` · {contract.kind} · {contract.grain} · [{_source(contract)}](../../{_source(contract)})",
        "",
        *_described(contract),
        f"**{_both('Key')}**: {_codes(contract.primary_key)}",
        "",
        *_foreign_keys(contract.foreign_keys),
        *_missing_values(contract),
        f"## {_both('Columns')}",
        "",
        *_table(
            (
                "Column",
                "Type",
                "Unit",
                _both("In Vietnamese"),
                "In English",
                _both("Formula"),
                _both("Example"),
                "Constraints",
            ),
            (_column(contract, field) for field in contract.fields),
        ),
        "",
        *_checks(contract.checks),
    ]
    return "\n".join(lines).rstrip() + "\n"


def differences(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Return one line for each page below `folder` that is missing, stale or no longer declared."""
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    missing = [f"{folder / name}: missing" for name in sorted(wanted.keys() - found.keys())]
    stale = [f"{folder / name}: stale" for name in sorted(wanted.keys() & found.keys()) if found[name] != wanted[name]]
    left_over = [f"{folder / name}: declared nowhere" for name in sorted(found.keys() - wanted.keys())]
    return missing + stale + left_over


def write(folder: Path, wanted: Mapping[str, str]) -> None:
    """Write the pages to `folder`, and remove those that nothing declares any more.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the dictionary, or with `--check` say where it is not what the contracts say."""
    parser = argparse.ArgumentParser(prog="python -m thugom.renderings.dictionary", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is stale or missing")
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder of the pages (default: docs/dictionary)")
    chosen = parser.parse_args(arguments)
    wanted = pages(load_contracts(), load_intake_rules())
    if not chosen.check:
        write(chosen.into, wanted)
        return 0
    wrong = differences(chosen.into, wanted)
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    if wrong:
        sys.stderr.write(f"{REMEDY}\n")
    return 1 if wrong else 0


def _all_of(contracts: Contracts) -> list[Contract]:
    """Return every contract, in the order of the kinds and then by name."""
    groups = (contracts.reports, contracts.reviews, contracts.streams, contracts.register, contracts.curated)
    every = [contract for group in groups for contract in group.values()]
    kinds = list(_KINDS)
    return sorted(every, key=lambda contract: (kinds.index(contract.kind), contract.name))


def _source(contract: Contract) -> str:
    """Return where the contract is declared, as seen from the top of the checkout."""
    return f"schemas/{contract.path.parent.name}/{contract.path.name}"


def _described(contract: Contract) -> Iterator[str]:
    """Yield the description in both languages, a paragraph each."""
    if contract.description:
        yield from (_flat(contract.description.vi), "", _flat(contract.description.en), "")


def _foreign_keys(keys: Sequence[ForeignKey]) -> Iterator[str]:
    """Yield one line per foreign key."""
    for key in keys:
        yield f"**{_both('Refers to')}**: {_codes(key.fields)} → `{key.table}` ({_codes(key.reference)})"
        yield ""


def _missing_values(contract: Contract) -> Iterator[str]:
    """Yield what is read as unknown, where a report accepts more than an empty cell."""
    words = [value for value in contract.missing_values if value]
    if words:
        yield f"**{_both('Read as unknown, never as zero')}**: {_codes(words)}"
        yield ""


def _column(contract: Contract, field: Field) -> tuple[str, ...]:
    """Return one row of the table of columns."""
    described = [
        f"{title}. {description}" if description else title
        for title, description in (
            (field.title.vi, field.description.vi if field.description else ""),
            (field.title.en, field.description.en if field.description else ""),
        )
    ]
    kind = f"{field.type} ({field.format})" if field.format else field.type
    computed = f"`{field.formula}`" if field.formula else ""
    example = "" if field.example is None else f"`{field.example}`"
    constraints = "; ".join(_constraints(contract, field))
    return (f"`{field.name}`", kind, field.unit or "", *described, computed, example, constraints)


def _constraints(contract: Contract, field: Field) -> Iterator[str]:
    """Yield what a value of the column must satisfy."""
    if field.name in contract.primary_key:
        yield "key"
    if field.required:
        yield "required"
    if field.optional:
        yield "the column may be absent"
    if field.default is not None:
        yield f"default `{field.default}`"
    if field.minimum is not None:
        yield f"≥ {field.minimum:g}"
    if field.maximum is not None:
        yield f"≤ {field.maximum:g}"
    if field.enum is not None:
        yield f"one of {_codes(field.enum)}"
    if field.pattern is not None:
        yield f"matches `{field.pattern}`"
    if field.personal:
        yield "personal: masked wherever it is published"


def _checks(checks: Sequence[Check]) -> Iterator[str]:
    """Yield the table of checks, where there are any."""
    if not checks:
        return
    yield from (f"## {_both('Checks')}", "", _VIETNAMESE(_EFFECTS), "", _EFFECTS, "")
    rows = (
        (f"`{check.id}`", check.severity, _sentence(check.because), check.message.vi, check.message.en)
        for check in checks
    )
    yield from _table(("Rule", "Severity", "Because", _both("In Vietnamese"), "In English"), rows)


def _index(contracts: Sequence[Contract], intake: Mapping[str, IntakeRule]) -> str:
    """Return the index: every table by kind, then the rules that hold before a row can be judged."""
    lines = [
        f"# {_both('Data dictionary')}",
        "",
        _GENERATED.format(source="schemas/"),
        "",
        *(text for line in (_DECLARED_ONCE, _NULL) for text in (_VIETNAMESE(line), "", line, "")),
    ]
    for kind, title in _KINDS.items():
        lines += [f"## {_both(title)}", ""]
        rows = [
            (f"[`{contract.name}`]({page_name(contract)})", contract.title.vi, contract.title.en, contract.grain)
            for contract in contracts
            if contract.kind == kind
        ]
        lines += [*_table(("Table", _both("In Vietnamese"), "In English", "Grain"), rows), ""]
    return "\n".join([*lines, *_intake(intake)]).rstrip() + "\n"


def _intake(intake: Mapping[str, IntakeRule]) -> Iterator[str]:
    """Yield the table of the rules of reading and casting."""
    yield from (f"## {_both('Rules of reading and casting')}", "", _VIETNAMESE(_INTAKE), "", _INTAKE, "")
    yield from ("[schemas/intake.yml](../../schemas/intake.yml)", "")
    rows = (
        (f"`{rule.rule}`", rule.severity, _sentence(rule.because), rule.message.vi, rule.message.en)
        for _, rule in sorted(intake.items())
    )
    yield from _table(("Rule", "Severity", "Because", _both("In Vietnamese"), "In English"), rows)


def _table(header: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(_cell(value) for value in row)} |"


def _cell(text: str) -> str:
    r"""Return a text that stands in one cell of a Markdown table.

    >>> _cell("a | b")
    'a \\| b'
    """
    return _flat(text).replace("|", "\\|")


def _both(text: str) -> str:
    """Return a heading in Vietnamese and in English."""
    return f"{_VIETNAMESE(text)} – {text}"


def _flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _sentence(because: str) -> str:
    """Return a reason as a sentence.

    >>> _sentence("an empty file reports nothing")
    'An empty file reports nothing.'
    """
    return f"{because[:1].upper()}{because[1:]}".rstrip(".") + "."


def _codes(words: Sequence[str]) -> str:
    """Return words as code.

    >>> _codes(["urban", "rural"])
    '`urban`, `rural`'
    """
    return ", ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    sys.exit(main())
