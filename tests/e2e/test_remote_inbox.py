"""An inbox and an archive on another machine: what is read there, what is kept there, and what goes wrong there."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import fsspec
import pytest

from tests.e2e import machines
from tests.e2e.homes import NOW, query, run_night
from thugom.files.remote import RemoteError, RemoteFolder
from thugom.services.explain import explain
from thugom.services.home import make_home
from thugom.services.night.arrivals import take_in
from thugom.services.night.opening import open_night

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.machines import Machine
    from thugom.files.remote import RemoteFile

HEADER = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on\n"
)
SENT = {
    "03388/thang 10.csv": f"{HEADER}03388,2026-10,urban,21973,5616,5000,300,700,600,7,2026-11-03\n",
    "báo cáo.csv": f"{HEADER}03408,2026-10,urban,31626,7000,5000,300,900,-5,7,2026-11-03\n",
    "README.md": "for people",
    ".hidden/x.csv": "no report",
}
CORRECTED = f"{HEADER}03388,2026-10,urban,21973,5616,5100,300,700,650,7,2026-11-04\n"
NEXT_NIGHT = NOW + dt.timedelta(days=1)
COLLECTED = "SELECT unit_code, households_served, collected_t, file_path FROM collection ORDER BY unit_code"


@pytest.fixture(params=["memory", "s3", "sftp"])
def machine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Another machine of each kind."""
    with ExitStack() as stack:
        if request.param == "s3":
            yield stack.enter_context(machines.bucket(monkeypatch))
        elif request.param == "sftp":
            yield stack.enter_context(machines.share(tmp_path / "share", monkeypatch))
        else:
            yield stack.enter_context(machines.memory())


@pytest.fixture
def memory() -> Iterator[Machine]:
    """Give fsspec's memory: for what does not depend on the machine."""
    with machines.memory() as there:
        yield there


def home_with(there: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch, *, archive: bool = True) -> Path:
    """Return a home whose reports arrive, and are kept, on another machine."""
    home = make_home(folder / "home").root
    (home / "data" / "raw").rmdir()
    for name, text in SENT.items():
        there.write("inbox", name, text.encode())
    monkeypatch.setenv("THUGOM_INBOX_URL", there.url("inbox"))
    if archive:
        monkeypatch.setenv("THUGOM_ARCHIVE_URL", there.url("archive"))
    return home


def place(content: str) -> str:
    """Return where an archive keeps a CSV file."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return f"{sha256[:2]}/{sha256}.csv"


def test_what_arrives_on_another_machine_is_read_there_kept_there_and_left_there(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both reports are judged under the names they have there; the inbox is as it was, the archive holds both."""
    home = home_with(machine, tmp_path, monkeypatch)
    summary = run_night(home)
    assert (summary.files, summary.rows_received, summary.rows_accepted) == (2, 2, 1)
    assert query(home, COLLECTED) == [("03388", 5000, 600.0, "03388/thang 10.csv")]
    assert query(home, "SELECT file_path, cell FROM quality_issue WHERE severity = 'error'") == [("báo cáo.csv", "I2")]
    assert machine.read("inbox") == {name: text.encode() for name, text in SENT.items()}
    reports = [text for name, text in SENT.items() if "README" not in name and "hidden" not in name]
    assert machine.read("archive") == {place(text): text.encode() for text in reports}


def test_a_correction_on_another_machine_is_a_revision_and_what_it_corrects_stays(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next night fetches the new bytes alone, publishes them, and keeps both originals."""
    home = home_with(machine, tmp_path, monkeypatch)
    run_night(home)
    fetched: list[str] = []

    def watch(self: RemoteFolder, file: RemoteFile, target: Path, fetch=RemoteFolder.fetch) -> bool:  # type: ignore[no-untyped-def] # noqa: ANN001
        fetched.append(file.path)
        return bool(fetch(self, file, target))

    monkeypatch.setattr(RemoteFolder, "fetch", watch)
    assert run_night(home, NEXT_NIGHT).files == 0
    machine.write("inbox", "03388/thang 10.csv", CORRECTED.encode())
    assert run_night(home, NEXT_NIGHT + dt.timedelta(days=1)).files == 1
    assert fetched == ["03388/thang 10.csv"]
    assert query(home, COLLECTED) == [("03388", 5100, 650.0, "03388/thang 10.csv")]
    assert {place(CORRECTED), place(SENT["03388/thang 10.csv"])} < machine.read("archive").keys()


def test_originals_come_back_from_the_archive_when_they_are_read_again(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder on this machine may be emptied: new rules judge anew what is fetched, and a figure is explained."""
    home = home_with(machine, tmp_path, monkeypatch)
    run_night(home)
    empty(home / "data" / "archive")
    (cell,) = [
        row
        for row in explain(home, "collection_rate", unit="03388").cells.to_dict("records")
        if row["column"] == "collected_t"
    ]
    assert (cell["cell"], cell["raw"]) == ("I2", "600")
    empty(home / "data" / "archive")
    population = home / "register" / "population.csv"
    population.write_text(population.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert run_night(home, NEXT_NIGHT).files == 2
    assert query(home, COLLECTED) == [("03388", 5000, 600.0, "03388/thang 10.csv")]


def empty(archive: Path) -> None:
    """Remove every original from the archive on this machine."""
    for path in archive.rglob("*.*"):
        path.unlink()


def test_an_inbox_that_does_not_answer_is_an_error_and_no_silence(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is published of a night that cannot know what arrived; the error shows no password."""
    home = home_with(machine, tmp_path, monkeypatch)
    monkeypatch.setenv("THUGOM_INBOX_URL", machine.url("elsewhere"))
    with pytest.raises(RemoteError, match="elsewhere\n  It cannot be listed") as raised:
        run_night(home)
    assert "canary" not in str(raised.value)
    assert not (home / "data" / "curated").exists()


def test_a_link_on_another_machine_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that may only send could else have any file of the server read and archived."""
    with machines.share(tmp_path / "share", monkeypatch) as there:
        home = home_with(there, tmp_path, monkeypatch)
        (tmp_path / "secret.csv").write_text(CORRECTED, encoding="utf-8")
        (tmp_path / "share" / "inbox" / "link.csv").symlink_to(tmp_path / "secret.csv")
        (tmp_path / "share" / "inbox" / "folder").symlink_to(tmp_path)
        assert len(take_in(open_night(home, None, NOW)).awaiting) == 2


def test_a_server_whose_key_nobody_accepted_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers in the place of the server must get neither the password nor the reports."""
    with machines.share(tmp_path / "share", monkeypatch) as there:
        (tmp_path / "user" / ".ssh" / "known_hosts").write_text("", encoding="ascii")
        with pytest.raises(RemoteError, match=r"key of \[localhost\]:\d+ is not in .*known_hosts"):
            RemoteFolder(there.url("inbox"))


@pytest.mark.parametrize("name", ["../../outside.csv", "a/../../../outside.csv", "/etc/outside.csv", "..\\outside.csv"])
def test_a_name_that_leads_out_is_a_label_and_no_path(
    memory: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What another machine calls a file decides nothing about where its bytes lie on this one."""
    home = home_with(memory, tmp_path, monkeypatch)
    memory.write("inbox", name, CORRECTED.encode())
    before = {path for path in tmp_path.rglob("*") if home not in path.parents}
    came = take_in(open_night(home, None, NOW)).awaiting["file_path"].tolist()
    assert {path for path in tmp_path.rglob("*") if home not in path.parents} == before
    assert not [path for path in home.rglob("*outside*") if path.is_file()]
    assert len(came) == 3
    (path,) = [path for path in came if "outside" in path]
    assert ".." not in path
    assert not path.startswith("/")


def test_a_file_that_is_still_being_sent_is_named_and_read_when_it_is_whole(
    memory: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came is not what the listing said: nothing of it is taken in tonight."""
    home = home_with(memory, tmp_path, monkeypatch)
    listed = RemoteFolder.files

    def before_the_rest_came(self: RemoteFolder) -> list[RemoteFile]:
        found = listed(self)
        memory.write("inbox", "báo cáo.csv", (SENT["báo cáo.csv"] + "half a r").encode())
        return found

    monkeypatch.setattr(RemoteFolder, "files", before_the_rest_came)
    arrivals = take_in(open_night(home, None, NOW))
    assert (arrivals.awaiting["file_path"].tolist(), arrivals.skipped) == (["03388/thang 10.csv"], ["báo cáo.csv"])


def test_an_archive_never_writes_over_what_it_holds(
    memory: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that lie under a hash and are not its own stop the night; nothing of it is entered."""
    home = home_with(memory, tmp_path, monkeypatch)
    memory.write("archive", place(SENT["báo cáo.csv"]), b"other bytes")
    with pytest.raises(RemoteError, match="Other bytes lie under this hash"):
        take_in(open_night(home, None, NOW))
    assert memory.read("archive")[place(SENT["báo cáo.csv"])] == b"other bytes"


def test_what_an_archive_did_not_keep_whole_is_not_taken_for_kept(
    memory: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload is read back: of a disk that is full there, the night hears, and the next night makes it good."""
    home = home_with(memory, tmp_path, monkeypatch)
    there = type(fsspec.filesystem("memory"))
    whole = there.put_file

    def half(self: object, source: str, target: str, **options: object) -> None:
        whole(self, source, target, **options)
        self.pipe_file(target, self.cat_file(target)[:-1])  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(there, "put_file", half)
        with pytest.raises(RemoteError, match="Other bytes came back"):
            take_in(open_night(home, None, NOW))
    assert memory.read("archive") == {}
    assert len(take_in(open_night(home, None, NOW)).awaiting) == 2
    assert len(memory.read("archive")) == 2


def test_inbox_and_archive_may_be_other_folders_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mounted share needs no protocol: the folder is named by its path or its file URL."""
    home = make_home(tmp_path / "home").root
    inbox = tmp_path / "hộp thư"
    inbox.mkdir()
    (inbox / "a.csv").write_text(SENT["03388/thang 10.csv"], encoding="utf-8")
    monkeypatch.setenv("THUGOM_INBOX_URL", inbox.as_uri())
    monkeypatch.setenv("THUGOM_ARCHIVE_URL", str(tmp_path / "kho"))
    assert take_in(open_night(home, None, NOW)).awaiting["file_path"].tolist() == ["a.csv"]
    assert [path.relative_to(tmp_path / "kho").as_posix() for path in (tmp_path / "kho").rglob("*.csv")] == [
        place(SENT["03388/thang 10.csv"])
    ]
    assert not (home / "data" / "archive").exists()


def test_the_command_says_at_once_which_inbox_does_not_answer(tmp_path: Path) -> None:
    """Exit code 2, the address and what to do, and no server was started for a night that cannot be."""
    home = make_home(tmp_path / "home").root
    done = subprocess.run(
        [sys.executable, "-m", "thugom.cli", "nightly", "--home", home],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"THUGOM_INBOX_URL": "memory://department/inbox", "THUGOM_LANG": "vi"},
    )
    assert done.returncode == 2
    assert "memory://department/inbox\n  Không xem được danh sách tệp" in done.stderr
    assert "Kiểm tra địa chỉ, mạng và thông tin đăng nhập trong biến môi trường, rồi chạy lại." in done.stderr
    assert not list((home / "data" / "store").rglob("prefect.db"))
