"""Building the site: every view in both languages, the data behind the map, and what the pages look like."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from thugom.outputs.page.browser_policy import POLICY
from thugom.outputs.page.changes import changes_values
from thugom.outputs.page.colours import shades_css
from thugom.outputs.page.filling import filled
from thugom.outputs.page.former import former_values
from thugom.outputs.page.front import front_values
from thugom.outputs.page.ground import Draw
from thugom.outputs.page.mapping import map_values
from thugom.outputs.page.method import method_values
from thugom.outputs.page.phrases import PHRASES, VIEW_TITLES
from thugom.outputs.page.quality import quality_values
from thugom.outputs.page.reporting import reporting_values
from thugom.outputs.page.series import atlas_of, chunks, script_of
from thugom.outputs.page.shades import SHADINGS
from thugom.outputs.page.site import VIEWS, Edition, ReceiptOf, page_name
from thugom.outputs.page.table import table_values
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.page.unit import UnitPages
from thugom.outputs.page.unit_series import unit_chunks
from thugom.outputs.release import Release
from thugom.outputs.words import COVERED

LANGUAGES = ("vi", "en")
_NAMES = {"vi": "Tiếng Việt", "en": "English"}
_VALUES: Mapping[str, Callable[[Edition, Tongue], dict[str, Any]]] = {
    "index": front_values,
    "map": map_values,
    "table": table_values,
    "reporting": reporting_values,
    "quality": quality_values,
    "changes": changes_values,
    "method": method_values,
}


def no_receipt(_path: str, _sha256: str) -> None:
    """Return that a file has no receipt."""


def write_site(release: Release, draw: Draw, folder: Path, receipt_of: ReceiptOf = no_receipt) -> None:
    """Write the site of a release into `folder`, which is empty or missing.

    Args:
        release: the tables; what can name a person is masked in them already.
        draw: what to draw for some units.
        folder: where to write.
        receipt_of: where the receipt of a file lies.

    Raises:
        OSError: the folder cannot be written.
    """
    edition = Edition(release, atlas_of(release, draw), receipt_of)
    for path, text in files_of(edition):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    with resources.as_file(resources.files("thugom.outputs.page").joinpath("static")) as static:
        for source in sorted(static.iterdir()):
            if source.suffix in {".css", ".js"}:
                shutil.copyfile(source, assets / source.name)


def files_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every page and chunk."""
    yield "assets/shades.css", shades_css()
    yield from chunks(edition.atlas)
    yield from unit_chunks(edition)
    pages = UnitPages(edition)
    for language in LANGUAGES:
        tongue = Tongue(language)
        below = "" if language == "vi" else f"{language}/"
        yield f"data/words-{language}.js", script_of("words", _words(edition, tongue))
        for view in VIEWS:
            values = _VALUES[view](edition, tongue)
            yield f"{below}{view}.html", _page(edition, tongue, view, f"{view}.html", values)
        yield f"{below}former.html", _page(edition, tongue, "former", "former.html", former_values(edition, tongue))
        for unit_id in edition.units["unit_id"]:
            values = pages.values(unit_id, tongue)
            yield (
                f"{below}unit/{page_name(unit_id)}",
                _page(edition, tongue, "unit", f"unit/{page_name(unit_id)}", values),
            )


def _page(edition: Edition, tongue: Tongue, view: str, address: str, values: dict[str, Any]) -> str:
    """Return a page.

    Args:
        edition: the release.
        tongue: the language.
        view: the name of its template.
        address: its own, below the folder of its language.
        values: what it shows beyond what every page does.
    """
    release = edition.release
    here = "../" * address.count("/")
    up = here if tongue.language == "vi" else f"../{here}"
    other = "en" if tongue.language == "vi" else "vi"
    title = values.get("title") or _title(edition, tongue, view)
    frame = {
        "language": tongue.language,
        "p": tongue.phrases,
        "say": tongue.of,
        "word": tongue.word,
        "covered_words": {name: tongue.of(shade.text) for name, shade in COVERED.items()},
        "policy": POLICY,
        "title": title,
        "place": tongue.of(release.place),
        "view": view,
        "here": here,
        "up": up,
        "other": f"{up}en/{address}" if other == "en" else f"{up}{address}",
        "other_language": other,
        "other_name": _NAMES[other],
        "menu": [(name, tongue.of(text)) for name, text in VIEW_TITLES.items()],
        "synthetic": tongue.phrases.synthetic if release.synthetic else "",
        "published": _published(release, tongue),
        "lead": _lead(release, tongue),
    }
    return filled(view, **{**frame, **values})


def _title(edition: Edition, tongue: Tongue, view: str) -> str:
    """Return the title of a view."""
    if view != "index":
        return tongue.of(VIEW_TITLES[view])
    dues = [str(due)[:4] for due in edition.release.table("target")["due"]]
    return tongue.phrases.front_title.format(place=tongue.of(edition.release.place), year=max(dues, default="2030"))


def _lead(release: Release, tongue: Tongue) -> str:
    """Return of when the figures are."""
    if release.period is None:
        return ""
    return tongue.phrases.front_lead.format(month=tongue.month(release.period), as_of=tongue.day(release.as_of))


def _published(release: Release, tongue: Tongue) -> str:
    """Return from which publication the page is."""
    return tongue.phrases.published.format(
        published_at=tongue.moment(release.published_at),
        as_of=tongue.day(release.as_of),
        publication=release.publication_id[:12],
        policy=release.policy_version,
        register=release.register_version,
        code=release.code_version,
    )


def _words(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return what scripts say: the texts they need, the names of what is shown, and months as people write them."""
    wanted = ("rows_shown", "open_page", "loading_failed", "no_place", "status_as_is", "point_at", "absent")
    return {
        "texts": {name: tongue.of(PHRASES[name]) for name in wanted},
        "classes": {one.column: [tongue.of(text) for text in one.classes.values()] for one in SHADINGS},
        "titles": {one.column: tongue.of(one.text) for one in SHADINGS},
        "months": {month: tongue.month(month) for month in edition.atlas.months},
        "decimal": tongue.number(0.5)[1],
        "pages": {one: page_name(one) for one in edition.units["unit_id"]},
        "former": edition.former["unit_id"].tolist(),
    }
