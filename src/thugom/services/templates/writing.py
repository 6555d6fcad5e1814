"""Writing templates: which files a request comes to, and that none of them takes the place of a filled one."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from thugom.contracts import Home, packaged_schemas
from thugom.files import write_atomic
from thugom.language.order import slug
from thugom.measures.periods import last_day
from thugom.register import units_in_force
from thugom.services.night.opening import declared, inbox_folder
from thugom.services.templates.asked import Request, TemplateError, facility_asked, month_asked, units_asked
from thugom.services.templates.history import history_of
from thugom.services.templates.making import made_workbook
from thugom.services.templates.workshop import Workshop
from thugom.settings import Settings

PREFIXES = {"vi": "bao-cao", "en": "report"}
GUIDE = "guide.{language}.md"


def write_templates(root: Path, request: Request, out: Path) -> list[Path]:
    """Write the workbooks that are asked for, and return where they are.

    What is there already and is the same is left as it is; what is there and differs stops it before anything is
    written, for it may be filled in.

    Args:
        root: the home.
        request: what is asked for.
        out: the folder to write to; made where it is missing.

    Raises:
        TemplateError: what is asked for does not exist, or something else stands in its place.
        HomeError, ContractError, RegisterError, StoreError: home, declarations or store cannot be read.
        OSError: the folder cannot be written.
    """
    home = Home.open(root)
    inbox = inbox_folder(home, Settings())
    if inbox is not None and inbox.resolve() in (out.resolve(), *out.resolve().parents):
        problem = "Here the next night would read the templates as reports. Name another folder with --out."
        raise TemplateError(f"{out}\n  {problem}")
    wanted = {out / name: content for name, content in templates(home, request).items()}
    taken = [path for path, content in wanted.items() if path.exists() and path.read_bytes() != content]
    if taken:
        problem = (
            "Another file of this name is here, and it may be filled in. Move it, or name another folder with --out."
        )
        raise TemplateError(f"{taken[0]}\n  {problem}")
    out.mkdir(parents=True, exist_ok=True)
    for path, content in wanted.items():
        write_atomic(path, content)
    return list(wanted)


def templates(home: Home, request: Request) -> Mapping[str, bytes]:
    """Return the workbooks that are asked for, by file name.

    Raises:
        as `write_templates`.
    """
    month, reports = month_asked(request), request.reports
    here = declared(home)
    units = units_asked(request, here.register)
    facility = None if request.facility is None else facility_asked(request, here.register, here.policy)
    history = history_of(home, here.contracts, month, here.policy.treatment.lookback_months)
    shop = Workshop(here, history, month, guide_page(here.policy.place.language))
    prefix = PREFIXES.get(shop.voice.language, PREFIXES["en"])
    if facility is not None:
        sender = shop.of_facility(facility)
        return {f"{prefix}-{slug(sender.code)}-{month}.xlsx": made_workbook(shop, sender, reports)}
    names = dict(_names(units_in_force(here.register.units, last_day(month))))
    senders = (shop.of_unit(unit) for _, unit in units.iterrows())
    return {f"{prefix}-{names[sender.key]}-{month}.xlsx": made_workbook(shop, sender, reports) for sender in senders}


def _names(units: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield key and file name of each unit; two of one name are told apart by their codes."""
    names = units["full_name"].map(slug)
    is_shared = names.duplicated(keep=False)
    for key, code, name, shared in zip(units["unit_id"], units["unit_code"], names, is_shared, strict=True):
        yield key, f"{code}-{name}" if shared else name


def guide_page(language: str) -> str:
    """Return the page for the clerk; the Vietnamese one where there is none in the language."""
    own = packaged_schemas() / GUIDE.format(language=language)
    page = own if own.is_file() else packaged_schemas() / GUIDE.format(language="vi")
    return page.read_text(encoding="utf-8")
