"""Which cells of workbooks break their own rules: asked of LibreOffice by the Python that it comes with.

Run as a script by an interpreter that has `uno`; prints JSON, one list of [sheet, row, column] from 0 per file.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

STARTS_WITHIN_SECONDS, PAUSE = 60, 0.25
PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", "/opt/libreoffice/program/python")


def python_of_office() -> str | None:
    """Return an interpreter that can speak to LibreOffice, where both are there."""
    if shutil.which("soffice") is None:
        return None
    for path in PYTHONS:
        if (
            Path(path).is_file()
            and subprocess.run([path, "-c", "import uno"], check=False, capture_output=True).returncode == 0
        ):
            return path
    return None


def _desktop(uno: Any, pipe: str) -> Any:  # noqa: ANN401 - its objects have no types
    """Return the desktop of the office that listens on a pipe, as soon as it does."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE)


def _invalid(uno: Any, desktop: Any, path: str) -> list[tuple[str, int, int]]:  # noqa: ANN401 - the same
    """Return the cells around which the office draws a circle: those that it would not let anybody type."""
    hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    hidden.Name, hidden.Value = "Hidden", True
    book = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (hidden,))
    found = []
    for sheet in book.Sheets:
        sheet.unprotect("")
        sheet.showInvalid()
        for number in range(sheet.DrawPage.Count):
            place = sheet.DrawPage.getByIndex(number).Anchor.CellAddress
            found.append((sheet.Name, place.Row, place.Column))
    book.close(True)  # noqa: FBT003 - its only argument
    return found


def main(paths: list[str]) -> None:
    """Print which cells of each file are invalid."""
    import uno  # type: ignore[import-not-found] # noqa: PLC0415 - only the office's own Python has it

    pipe = f"thugom{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory() as profile:
        options = [f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        office = subprocess.Popen(["soffice", *options, f"--accept=pipe,name={pipe};urp;"])  # noqa: S607 - as it is installed
        desktop = _desktop(uno, pipe)
        sys.stdout.write(json.dumps([_invalid(uno, desktop, path) for path in paths]))
        desktop.terminate()
        office.wait(STARTS_WITHIN_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:])
