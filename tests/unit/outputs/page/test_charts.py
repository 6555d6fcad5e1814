"""The pictures of the way to 2030: what is drawn, what is left out, and that a file of it stands by itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from tests.unit.outputs.page.releases import HOSTILE, release, squares
from thugom.outputs.page.charts import Course, Point, month_number, path_chart
from thugom.outputs.page.figures import standing, write_figures
from thugom.outputs.page.tongue import Tongue

if TYPE_CHECKING:
    from pathlib import Path

VI = Tongue("vi")
MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]


def course(*, values: list[float | None], **more: object) -> Course:
    """Return the months of 2026 with some values, on the way to 95 % in December 2030."""
    points = [
        Point(month, value, None if value is None else value - 0.05, None if value is None else value + 0.05)
        for month, value in zip(MONTHS, values, strict=False)
    ]
    return Course(title="Lai Châu", points=points, target=0.95, due="2030-12", **more)  # type: ignore[arg-type]


def read(picture: str) -> ET.Element:
    """Return a picture of ours as a document."""
    return ET.fromstring(picture)  # noqa: S314 - written by the test itself


def drawn(picture: str, kind: str) -> list[dict[str, str]]:
    """Return the elements of a class."""
    return [element.attrib for element in read(picture).iter() if element.get("class") == kind]


def test_the_line_breaks_where_nothing_is_known() -> None:
    """A month without a value is no point of a line: silence is not drawn as a figure between its neighbours."""
    picture = path_chart(course(values=[0.5, 0.6, None, 0.7, 0.8]), VI, "a")
    (line,) = drawn(picture, "known")
    assert line["d"].count("M") == 2
    assert len(drawn(picture, "ends")) == 4


def test_what_is_higher_stands_higher_and_what_is_later_stands_to_the_right() -> None:
    """Pixels grow downwards; shares grow upwards."""
    picture = path_chart(course(values=[0.2, 0.9]), VI, "a")
    (line,) = drawn(picture, "known")
    (x0, y0), (x1, y1) = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", line["d"])][:2]
    assert x1 > x0
    assert y1 < y0


def test_path_and_projection_are_drawn_where_they_are_known_only() -> None:
    """Without a baseline there is no path, and without admissible months no place to which it leads."""
    without = path_chart(course(values=[0.5]), VI, "a")
    assert drawn(without, "expected") == drawn(without, "fan") == []
    more = {"baseline": ("2026-03", 0.4), "projected": (0.6, 0.8, 1.7)}
    both = path_chart(course(values=[0.5, 0.55, 0.6], **more), VI, "a")
    (path,) = drawn(both, "expected")
    (goal,) = drawn(both, "target")
    assert float(path["y2"]) == float(goal["y1"])
    assert len(drawn(both, "fan")) == 1


@pytest.mark.parametrize("value", [1.2, 5.0])
def test_a_rate_above_one_stays_within_the_picture(value: float) -> None:
    """It is kept and marked in the tables; a picture follows it a little way."""
    picture = path_chart(course(values=[0.5, value]), VI, "a")
    (now,) = drawn(picture, "now")
    assert 0 <= float(now["cy"]) <= 300


def test_a_title_is_a_text() -> None:
    """A place may be called as it likes."""
    made = Course(title=HOSTILE, points=[Point("2026-10", 0.5)], target=0.95, due="2030-12")
    picture = path_chart(made, VI, "a")
    assert "<script" not in picture
    assert HOSTILE in {element.text for element in read(picture).iter()}


def test_a_file_of_a_picture_stands_by_itself() -> None:
    """It is one well-formed document with its heading and style, and asks for nothing from elsewhere."""
    text = standing(path_chart(course(values=[0.5, 0.6]), VI, "path"), HOSTILE, "tháng 10/2026")
    root = read(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert HOSTILE in {element.text for element in root.iter()}
    assert "href" not in text


def test_without_a_month_there_is_no_file(tmp_path: Path) -> None:
    """The first night of an empty home has nothing to draw."""
    write_figures(release(), squares, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_months_are_counted_without_gaps() -> None:
    """December is followed by January."""
    assert [month_number(month) - month_number("2026-12") for month in ("2026-11", "2027-01", "2030-12")] == [-1, 1, 48]
