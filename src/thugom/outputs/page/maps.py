"""A month's map as SVG inside a page: each unit a link with its words, coloured by classes of style."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from thugom.outputs.map_labels import Label
from thugom.outputs.page.ground import Ground
from thugom.outputs.page.shades import Shading, kind_of
from thugom.outputs.page.tongue import Tongue

_SIGN = 7.0
_DENSE = 1000
"""Beyond so many units, lines between them are drawn as hairs."""


def map_svg(
    ground: Ground,
    shading: Shading,
    codes: Sequence[int],
    names: Mapping[str, str],
    tongue: Tongue,
    address: Callable[[str], str | None],
) -> str:
    """Return a ground with the figures of one month; "" where no place is known.

    Args:
        ground: the units of the month.
        shading: what is shown.
        codes: of each unit of the ground, as `coded` returns them.
        names: of units, in full.
        tongue: the language.
        address: where the page of a unit is, None for a unit without one.
    """
    if not any(ground.paths):
        return ""
    kinds = [kind_of(shading, code) for code in codes]
    shapes = [
        _unit(path, kind, f"{names.get(one, one)}: {said(shading, code, tongue)}", address(one), one)
        for one, path, kind, code in zip(ground.unit_ids, ground.paths, kinds, codes, strict=True)
        if path
    ]
    labels = "".join(_label(label) for label in ground.labels if label)
    title = escape(f"{tongue.phrases.map_of} {tongue.of(shading.text)}")
    kind = "map dense" if len(shapes) > _DENSE else "map"
    return (
        f'<svg class="{kind}" viewBox="-4 -4 {ground.width + 8:.0f} {ground.height + 8:.0f}" role="group"'
        f' aria-label="{title}">\n<g class="units">{"".join(shapes)}</g>\n'
        f'<g class="names" aria-hidden="true">{labels}</g>\n<g class="sites">{sites_svg(ground)}</g>\n</svg>'
    )


def said(shading: Shading, code: int, tongue: Tongue) -> str:
    """Return what a coded figure means, in words."""
    kind = kind_of(shading, code)
    if shading.is_rate and code >= 0:
        return tongue.percent(code / 1000)
    return tongue.of(shading.classes[kind])


def _unit(path: str, kind: str, text: str, address: str | None, unit_id: str) -> str:
    """Return a unit: a link to its page where it has one."""
    words = escape(text)
    shape = f'<path class="unit k-{kind}" d="{path}"/>'
    if address is None:
        return f'<g data-unit="{escape(unit_id)}" role="img" aria-label="{words}">{shape}</g>'
    return f'<a href="{escape(address)}" data-unit="{escape(unit_id)}" aria-label="{words}">{shape}</a>'


def _label(label: Label) -> str:
    """Return a name in its place."""
    lines = "".join(
        f'<tspan x="{label.x:g}" y="{y:.1f}">{escape(line)}</tspan>'
        for line, y in zip(label.lines, label.baselines, strict=True)
    )
    return f'<text font-size="{label.size:g}">{lines}</text>'


def sites_svg(ground: Ground) -> str:
    """Return the facilities as small squares that stand on a corner."""
    return "".join(
        f'<path class="site" role="img" aria-label="{escape(site.name)}"'
        f' d="M{site.x:g} {site.y - _SIGN:g}l{_SIGN:g} {_SIGN:g}-{_SIGN:g} {_SIGN:g}-{_SIGN:g}-{_SIGN:g}z"/>'
        for site in ground.sites
    )
