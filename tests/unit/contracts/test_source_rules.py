"""What a source map must not say is an error with its line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from thugom.contracts import ContractError, SourceMap, load_source_maps, packaged_schemas

HEAD = "name: foreign\nreport: collection\ntitle: {vi: Biểu, en: Form}\nperiod_kind: month\n"
PLAIN = "columns:\n  unit_code: {headers: [Mã]}\n"


def _map(folder: Path, text: str) -> SourceMap:
    """Return the source map of these lines."""
    (folder / "foreign.yml").write_text(HEAD + text, encoding="utf-8")
    return load_source_maps(folder)["foreign"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (PLAIN + "  collected_t: {headers: [Thu gom], unit: m3}\n", 7, "density_t_per_m3"),
        (PLAIN + "  collected_t: {headers: ['Thu gom (m³)'], unit: header}\n", 7, "density_t_per_m3"),
        (PLAIN + "  collected_t: {headers: [Thu gom], unit: header}\n", 7, "a unit in brackets"),
        (PLAIN + "  collected_t: {headers: [Thu gom], unit: {column: measure}}\n", 7, "`values`"),
        (PLAIN + "drop:\n  - {column: unit_code, pattern: '('}\n", 8, "regular expression"),
        (PLAIN + "drop:\n  - {column: unit_code}\n", 8, "starts_with"),
        (PLAIN + "totals: {column: unit_code, above: '['}\n", 7, "regular expression"),
        (
            PLAIN + "wide: {column: period, figures: {collected_t: {}}, patterns: {other_t: ['{month}']}}\n",
            7,
            "collected_t",
        ),
        (
            PLAIN + "wide: {column: unit_code, figures: {collected_t: {}}, patterns: {collected_t: ['x']}}\n",
            6,
            "`wide`",
        ),
        (PLAIN + "wide: {column: period, figures: {collected_t: {}}}\n", 7, "values"),
    ],
)
def test_what_a_map_leaves_to_guessing_is_an_error_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    """A unit without its density, a pattern that is none, and figures that are declared twice."""
    with pytest.raises(ContractError, match=said) as error:
        _map(tmp_path, text)
    assert error.value.line == line


def test_every_key_of_a_map_is_read(tmp_path: Path) -> None:
    """What the schema allows arrives in the map."""
    source = _map(
        tmp_path,
        """sheets: ["Biểu*"]
header: {rows: 2, numbered: true}
missing: ["---"]
columns:
  unit_code: {headers: [Mã], fill: down}
  measure: {headers: [ĐVT], values: {tấn: t, khối: m3}}
  generated_t: {headers: [Phát sinh], unit: {column: measure}, density_t_per_m3: 0.42}
drop: [{column: unit_code, pattern: "^x"}]
totals: {column: unit_code, starts_with: [Cộng], above: "^[IVX]+"}
wide:
  column: settlement
  all_needed: false
  figures: {collected_t: {unit: lb}}
  values: {urban: {collected_t: [Đô thị]}}
""",
    )
    assert (source.sheets, source.header_rows, source.header_numbered, source.missing) == (
        ("Biểu*",),
        2,
        True,
        ("---",),
    )
    assert source.columns["unit_code"].fill_down
    assert (source.columns["generated_t"].unit_column, source.columns["generated_t"].density_t_per_m3) == (
        "measure",
        "0.42",
    )
    assert source.drop[0].pattern is not None
    assert source.totals_above is not None
    assert source.wide is not None
    assert source.wide.values["urban"] == {"collected_t": ("Đô thị",)}
    assert (source.wide.all_needed, source.columns["collected_t"].unit) == (False, "lb")


def _keys(schema: object) -> Iterator[str]:
    """Yield every key that a map may have, at whatever depth."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from _keys(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _keys(item)


def test_the_page_on_sources_explains_every_key() -> None:
    """Whoever writes a map needs no schema to find what it may say."""
    schema = json.loads((packaged_schemas() / "source.schema.json").read_text(encoding="utf-8"))
    page = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`[^`]*`|```.*?```", page, re.DOTALL))))
    assert set(_keys(schema)) - {"vi", "en"} <= words
