"""The page that checks a workbook, as a browser meets it."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from tests.unit.checks.notes import ERROR, WARNING, note
from thugom.services.serve.examiner import ExaminationError, Examined, Examiner, Trouble
from thugom.services.serve.listening import listening_socket
from thugom.services.serve.page import Frame
from thugom.services.serve.site import Site, application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRAME = Frame({"vi": "Lai Châu", "en": "Lai Chau"}, is_synthetic=False, limit_mb=1)
EVIL = '<script>alert("x")</script>&.xlsx'


class Stub(Examiner):
    """Judges nothing: what it finds is set by the test."""

    def __init__(self, root: Path) -> None:
        """Find nothing wrong."""
        super().__init__(root, 1, 1)
        self.answer: Examined | ExaminationError = Examined(note(is_sent=False), None)
        self.asked: list[tuple[str, bytes, str]] = []

    def start(self) -> None:
        """Start no process."""

    def examine(self, name: str, content: bytes, language: str) -> Examined:
        """Return what the test wants to be found."""
        self.asked.append((name, content, language))
        if isinstance(self.answer, ExaminationError):
            raise self.answer
        return self.answer


@pytest.fixture
def examiner(tmp_path: Path) -> Stub:
    """Return what judges."""
    return Stub(tmp_path)


@pytest.fixture
def complaints() -> list[str]:
    """Return what whoever runs the page is told."""
    return []


@contextmanager
def running(made_of: Site) -> Iterator[str]:
    """Serve a site on this machine for a while, and return its address."""
    server = uvicorn.Server(uvicorn.Config(application(made_of), log_level="error", access_log=False))
    with listening_socket(0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture
def browser(examiner: Stub, complaints: list[str]) -> Iterator[httpx.Client]:
    """Return a browser on this machine."""
    made_of = Site(FRAME, "vi", examiner, complaints.append)
    with running(made_of) as address, httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client


def send(browser: httpx.Client, name: str = "a.xlsx", content: bytes = b"x", **more: Any) -> Any:  # noqa: ANN401 - a response
    """Send a file by the form."""
    return browser.post("/check", files={"file": (name, content)}, **more)


def test_the_form_is_in_the_homes_language_and_in_english_where_asked(browser: httpx.Client) -> None:
    """A commune clerk reads Vietnamese; whoever does not has a link."""
    page = browser.get("/").text
    assert '<html lang="vi">' in page
    assert "Kiểm tra biểu mẫu" in page
    assert 'href="./?lang=en"' in page
    assert "Check a report" in browser.get("/?lang=en").text
    assert '<html lang="vi">' in browser.get("/?lang=xx").text


def test_what_is_sent_is_judged_and_shown_and_its_receipt_fetched(browser: httpx.Client, examiner: Stub) -> None:
    """The list, in the words of the receipt, and the receipt under the name of the file."""
    examiner.answer = Examined(note(ERROR, WARNING, is_sent=False), b"receipt")
    page = send(browser, "báo cáo.xlsx", b"bytes").text
    assert examiner.asked == [("báo cáo.xlsx", b"bytes", "vi")]
    for text in ("✖ Chưa nên gửi", "Thu gom, B3", "12 t", "Không phải số.", "✖ Lỗi", "▲ Cảnh báo", "Số dòng: 3"):
        assert text in page
    (place,) = re.findall(r'href="(receipt/[^"]+)"', page)
    fetched = browser.get(f"/{place}")
    assert fetched.content == b"receipt"
    assert "b%C3%A1o%20c%C3%A1o.ket-qua.xlsx" in fetched.headers["content-disposition"]
    assert fetched.headers["content-disposition"].startswith("attachment")


def test_what_is_well_has_no_receipt(browser: httpx.Client, examiner: Stub) -> None:
    """Nothing is to be fetched where nothing is to be corrected; a warning is told from both."""
    page = send(browser).text
    assert "✔ Có thể gửi" in page
    assert "receipt/" not in page
    examiner.answer = Examined(note(WARNING, is_sent=False), b"receipt")
    assert "▲ Có thể gửi, nhưng hãy xem các cảnh báo" in send(browser).text


def test_what_a_file_says_is_text_and_never_a_part_of_the_page(browser: httpx.Client, examiner: Stub) -> None:
    """A name or a cell with markup in it would run in the clerk's browser."""
    line = replace(ERROR, sheet="<b>", value='"><img src=x>', message="<script>1</script>")
    examiner.answer = Examined(note(line, file_path=EVIL, is_sent=False), b"r")
    page = send(browser, EVIL).text
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;1" in page


@pytest.mark.parametrize("path", ["/", "/style.css", "/nothing", "/receipt/guess"])
def test_no_answer_lets_anything_in_from_outside(browser: httpx.Client, path: str) -> None:
    """No scripts at all, styles from here only, in no frame, kept by nobody; and the pages ask for nothing else."""
    answer = browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self';")
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_a_page_of_another_name_is_not_answered(browser: httpx.Client) -> None:
    """A stranger's site that points its name at this machine could otherwise read what is shown."""
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_form_of_another_site_is_not_taken(browser: httpx.Client, examiner: Stub) -> None:
    """A browser says from where a form comes; one from elsewhere would only keep the examiner busy."""
    answer = send(browser, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "chính trang của nó" in answer.text
    assert examiner.asked == []


def test_a_file_beyond_the_limit_is_refused_and_its_rest_not_read(browser: httpx.Client, examiner: Stub) -> None:
    """The limit is the setting's; it is named, with what to do."""
    answer = send(browser, content=b"x" * (2 * 1024 * 1024))
    assert answer.status_code == 413
    assert "Tệp lớn hơn 1 MB" in answer.text
    assert examiner.asked == []
    assert send(browser, content=b"x" * (1024 * 1024 + 1)).status_code == 413
    assert send(browser, content=b"x" * (1024 * 1024)).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"data": {"file": "text"}},
        {"files": {"other": ("a.xlsx", b"x")}},
        {"content": b"--", "headers": {"content-type": "multipart/form-data; boundary=-"}},
    ],
)
def test_a_form_without_a_file_says_so(browser: httpx.Client, sent: dict[str, Any]) -> None:
    """Nothing chosen, or something that is no form: the form again, and no error of the program."""
    answer = browser.post("/check", **sent)
    assert answer.status_code == 400
    assert "Chưa chọn tệp nào" in answer.text
    assert 'type="file"' in answer.text


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [("too_slow", 422, "quá lâu nên đã dừng"), ("stopped", 422, "Không kiểm tra được"), ("home", 503, "báo cho Sở")],
)
def test_what_cannot_be_judged_is_said_in_plain_words(
    browser: httpx.Client,
    examiner: Stub,
    complaints: list[str],
    trouble: Trouble,
    status: int,
    said: str,
) -> None:
    """The clerk learns what to do, whoever runs the page learns why; a path of the machine is not shown."""
    examiner.answer = ExaminationError(trouble, "/srv/thugom/policy.yml is wrong")
    answer = send(browser)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert "/srv" not in answer.text
    assert complaints == ["/srv/thugom/policy.yml is wrong"]


def test_a_receipt_that_is_gone_says_so(browser: httpx.Client) -> None:
    """Half an hour later, or after a new start: check again."""
    answer = browser.get("/receipt/gone")
    assert answer.status_code == 404
    assert "quá nửa giờ" in answer.text


def test_the_result_is_shown_once(browser: httpx.Client) -> None:
    """Whoever opens its address again is led to the form."""
    answer = browser.get("/check?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "./?lang=en")


def test_more_than_a_few_do_not_wait(browser: httpx.Client, examiner: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file is judged at a time: beyond a short queue people are told to come back."""
    monkeypatch.setattr("thugom.services.serve.site.MOST_WAITING", 1)
    began, may_end = threading.Event(), threading.Event()

    def slow(*_: object) -> Examined:
        began.set()
        assert may_end.wait(20)
        return Examined(note(is_sent=False), None)

    monkeypatch.setattr(examiner, "examine", slow)
    first: list[Any] = []
    thread = threading.Thread(target=lambda: first.append(send(browser)))
    thread.start()
    assert began.wait(20)
    answer = send(browser)
    may_end.set()
    thread.join()
    assert (answer.status_code, first[0].status_code) == (503, 200)
    assert "Thử lại sau một phút" in answer.text
