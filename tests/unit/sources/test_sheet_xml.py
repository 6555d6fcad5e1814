"""What the XML of a worksheet says beside its values."""

import pytest

from tests.unit.sources.packed import parts_of, report_bytes
from thugom.sources.bounds import Extent
from thugom.sources.cells import UnreadableError
from thugom.sources.sheet_xml import marks_of, sheet_parts


def sheet(rows: str, rest: str = "", columns: str = "") -> bytes:
    """Return a worksheet."""
    return f'<worksheet xmlns="x">{columns}<sheetData>{rows}</sheetData>{rest}</worksheet>'.encode()


def test_names_lead_to_parts() -> None:
    """Through the workbook's own list, whatever the parts are called."""
    assert sheet_parts(parts_of(report_bytes())) == {"Báo cáo": "xl/worksheets/sheet1.xml"}


def test_formulas_errors_and_hidden_places_are_told() -> None:
    """Each by its row and column, with a namespace's prefix or without."""
    rows = (
        '<row r="2" hidden="1"><c r="B2"><f>A1</f><v>5</v></c><c r="C2"><f>A1*2</f></c></row>'
        '<row r="3"><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C3" t="str"><f>A1</f><v></v></c></row>'
    )
    columns = '<cols><col min="4" max="5" hidden="1"/><col min="6" max="6"/></cols>'
    xml = sheet(rows, '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>', columns)
    for text in (xml, xml.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")):
        marks = marks_of(text, Extent())
        assert marks.formulas == {(2, 1), (3, 2)}
        assert dict(marks.unvalued) == {(2, 2): "=A1*2"}
        assert dict(marks.errors) == {(3, 1): "#DIV/0!"}
        assert (marks.hidden_rows, marks.hidden_columns) == (((2, 2),), ((3, 4),))
        assert marks.merged == (((2, 3), (1, 1)),)


def test_cells_without_an_address_follow_each_other() -> None:
    """As the reader counts them."""
    extent = Extent()
    marks = marks_of(sheet("<row><c/><c><f>A1</f></c></row><row><c><v>1</v></c></row>"), extent)
    assert list(marks.unvalued) == [(1, 1)]
    assert (extent.top, extent.left, extent.bottom, extent.right) == (1, 0, 2, 1)


@pytest.mark.parametrize("xml", [b"", b"<worksheet>", sheet('<row><c r="1A"/></row>'), sheet("\x00")])
def test_damaged_xml_is_one_kind_of_error(xml: bytes) -> None:
    """Whatever the parser makes of it."""
    with pytest.raises(UnreadableError):
        marks_of(xml, Extent())
