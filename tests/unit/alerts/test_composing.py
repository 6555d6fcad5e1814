"""What notices say, in both languages and both forms, and that nothing in them does harm."""

from __future__ import annotations

import ast
import datetime as dt
import email
import re
from dataclasses import replace
from email.header import Header
from email.mime.text import MIMEText
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.alerts.newsroom import AT, MAI, NAMES, NEWEST, QUIET, RULES, A, B, C, alert
from tests.unit.alerts.reading import Page
from thugom.alerts.alert import Alert, Measured
from thugom.alerts.composing import compose, compose_trial
from thugom.alerts.news import News, ReceiptNews, RingLine, RuleWords, UnitName
from thugom.contracts import Text
from thugom.contracts.contacts import Contacts, QuietHours, Sender
from thugom.language.catalogue import translator

if TYPE_CHECKING:
    from thugom.alerts.notice import Notice

SOURCE = Path(__file__).parents[3] / "src" / "thugom" / "alerts"
MAI_ONLY = Contacts((MAI,))
PAGE = "https://waste.department.example/"
BEHIND = alert("behind_path", A, measured=Measured(0.425, 0.61, -18.5))
BEHIND_TOO = alert("behind_path", B, measured=Measured(0.5, 0.61, -11.0))
STOPPED = alert("service_stopped", B, began_in=NEWEST)
DROPPED = alert("behind_path", C, 1, measured=Measured(value=0.412, reference=0.731))
LATE = alert("behind_path", C, 2, state="escalated", began_in="2026-05", opened_on=dt.date(2026, 8, 16))
OVER = alert("behind_path", C, 3, state="closed", closed_because="recovered", closed_in=NEWEST)
TAKEN = alert("behind_path", C, 4, state="acknowledged", acknowledged_on=dt.date(2026, 11, 2))
FULL = replace(
    QUIET,
    opened=(BEHIND, BEHIND_TOO, DROPPED, STOPPED),
    escalated=(LATE,),
    closed=(OVER,),
    still_open=(BEHIND, BEHIND_TOO, DROPPED, STOPPED, LATE, TAKEN),
    ring=(RingLine(B, 25_000, 1, NEWEST), RingLine(A, 1_000, 3, "2026-08", "Lò Văn Một", "0213 000 0001")),
    page_url=PAGE,
)


def only(notices: list[Notice], kind: str) -> Notice:
    """Return the only notice of a kind."""
    (found,) = [notice for notice in notices if notice.kind == kind]
    return found


def digest_of(news: News, language: str = "en") -> Notice:
    """Return Mai's digest."""
    return only(compose(news, Contacts((replace(MAI, language=language),))), "digest")


def test_without_news_nothing_is_said() -> None:
    """What is still open and whom to ring is no news."""
    assert compose(replace(QUIET, still_open=(TAKEN,), ring=FULL.ring), MAI_ONLY) == []
    assert compose(FULL, Contacts()) == []


def test_a_digest_says_what_where_since_when_how_far_and_what_to_do() -> None:
    """New first, by rule and people; then what waits, what is over, what stands, and whom to ring."""
    assert digest_of(FULL).text == (
        f"""Household waste: alerts of 16 November 2026
Lai Chau; newest month past due: October 2026

3 new · 1 waiting too long · 1 over · 2 still open · 2 to ring

Open the page: {PAGE}

== New ==
Behind the path (3)
→ Ask the commune.
- Phường Bến (25,000 people): Since September 2026; 50.0% of the waste treated, the path asks for 61.0%: """
        """11.0 points short [behi900020]
- Xã An (1,000 people): Since September 2026; 42.5% of the waste treated, the path asks for 61.0%: """
        """18.5 points short [behi900010]
- Xã Cồn: Since September 2026; fell from 73.1% to 41.2% [behi900031]

== Waiting too long ==
Behind the path
→ Ask the commune.
- Xã Cồn: Since May 2026; open since 16 August 2026, nobody has taken it on [behi900032]

== Over ==
Behind the path
- Xã Cồn: Well again in October 2026 [behi900033]

== Told at once already ==
Service stopped
- Phường Bến (25,000 people): In October 2026 [serv900020]

== Still open ==
Behind the path
- Xã Cồn: Since September 2026; taken on, 2 November 2026 [behi900034]

== Not reported: whom to ring first ==
- Phường Bến (25,000 people): No report for October 2026
- Xã An (1,000 people): No report for 3 months, since August 2026
  ☎ Lò Văn Một, 0213 000 0001

To take an alert on: thugom alerts ack ID. To put it off: thugom alerts snooze ID --until DAY.
Who hears of what stands in contacts.yml.
Notice """ + digest_of(FULL).notice_id + "\n"
    )


def test_a_digest_in_vietnamese() -> None:
    """Numbers, days and months as they are written there."""
    notice = digest_of(FULL, "vi")
    assert notice.subject == "Lai Châu 16/11/2026: 3 mới, 1 quá hạn xử lý, 1 đã kết thúc"
    assert (
        "- Xã An (1.000 người): Từ tháng 09/2026; 42,5% lượng rác được xử lý, lộ trình cần 61,0%: "
        "thiếu 18,5 điểm phần trăm [behi900010]"
    ) in notice.text
    assert "3 tháng liền chưa có báo cáo, từ tháng 08/2026" in notice.text.lower()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_says_what_the_text_says_and_leads_to_the_page_only(language: str) -> None:
    """Every name, figure and id; links to the unit on the page and to a telephone; nothing from elsewhere."""
    notice = digest_of(FULL, language)
    page = Page(notice.html)
    # In the text a rule's advice has an arrow, a heading its signs, a contact a telephone.
    words = set(re.findall(r"[\w.,%]+", notice.text.partition("\n\n== ")[2])) - set(re.findall(r"[\w.,%]+", page.said))
    assert words == set()
    assert f"{PAGE}#unit={A}" in page.links
    assert "tel:02130000001" in page.links
    assert {str(link).partition(":")[0] for link in page.links} == {"https", "tel"}
    assert not {"img", "script", "style", "link", "iframe", "form"} & set(page.tags)
    assert "{{" not in notice.html


def test_what_is_urgent_comes_apart_and_first() -> None:
    """Its subject says where and what; the ids of its alerts go with it."""
    notices = compose(FULL, MAI_ONLY)
    assert [notice.kind for notice in notices] == ["urgent", "digest"]
    urgent = notices[0]
    assert urgent.subject == "Lai Chau: urgent: Phường Bến: Service stopped"
    assert urgent.alert_ids == (STOPPED.alert_id,)
    assert STOPPED.alert_id not in notices[1].alert_ids
    assert f"Open the page: {PAGE}#unit={B}" in urgent.text
    more = replace(FULL, opened=(STOPPED, alert("service_stopped", A)))
    assert compose(more, MAI_ONLY)[0].subject == "Lai Chau: urgent: Phường Bến: Service stopped, and 1 more"


def test_a_target_is_called_by_its_title() -> None:
    """And stands before the units."""
    at_risk = alert("target_at_risk", "communes_covered", measured=Measured(0.842, 0.913, -7.1))
    urgent = compose(replace(QUIET, opened=(STOPPED, at_risk)), MAI_ONLY)[0]
    assert urgent.subject == "Lai Chau: urgent: Communes covered: Target at risk, and 1 more"
    assert "- Communes covered: Since September 2026; at most 84.2%, the path asks for 91.3%: 7.1 points short" in (
        urgent.text
    )


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        ({"closed_because": "recovered"}, "Well again ["),
        ({"closed_because": "late_data"}, "Data that came late show that it was not so"),
        ({"closed_because": "by_hand"}, "Closed by an officer"),
        ({"closed_because": "unit_ended"}, "The unit no longer exists"),
        ({"closed_because": "passed_on"}, "Goes on with the unit that took it over"),
        ({"closed_because": "rule_off"}, "The rule is no longer in use"),
    ],
)
def test_why_an_alert_is_over(closed: dict[str, str], said: str) -> None:
    """Each reason in words."""
    assert said in digest_of(replace(QUIET, closed=(replace(OVER, closed_in=None, **closed),))).text  # type: ignore[arg-type]


def test_what_still_stands_says_in_short_how_far_it_is() -> None:
    """A drop is measured from what was before, and not from the path."""
    path = replace(BEHIND, alert_id="1", state="snoozed", snoozed_until=dt.date(2026, 12, 1))
    drop = replace(DROPPED, alert_id="2", measured=Measured(value=0.412, reference=0.731, gap_pp=-31.9))
    text = digest_of(replace(QUIET, closed=(OVER,), still_open=(path, drop))).text
    assert "- Xã An (1,000 people): Since September 2026; 18.5 points short; put off until 1 December 2026 [1]" in text
    assert "- Xã Cồn: Since September 2026; fell from 73.1% to 41.2% [2]" in text


def test_what_was_there_before_is_not_passed_off_as_new() -> None:
    """Of late data each alert says so; of a home's first night the heading does."""
    late = replace(QUIET, opened=(replace(BEHIND, known_before=True), DROPPED))
    text = digest_of(late).text
    assert "== New ==" in text
    assert text.count("18.5 points short; learnt of only now [") == text.count("learnt of only now") == 1
    text = digest_of(replace(late, first_night=True)).text
    assert "== Found on the first night ==" in text
    assert "learnt" not in text
    assert "; again [" in digest_of(replace(QUIET, reopened=(replace(BEHIND, reopened=1),))).text


def test_an_alert_of_a_rule_that_is_gone_still_has_a_name() -> None:
    """A rule that was taken out of the policy closes its alerts, and has no words any more."""
    assert "\nbehind_path\n- Xã Cồn" in digest_of(replace(QUIET, closed=(OVER,), rules={})).text


def test_invented_data_say_so_in_subject_page_and_text() -> None:
    """Nobody rings a commune because of a demonstration."""
    contacts = Contacts((MAI,), (Sender("90001", channels=("one",)),))
    receipts = (ReceiptNews("ab", "f.xlsx", ("90001",), 3, 2, 1, "data/receipts/f.xlsx"),)
    notices = compose(replace(FULL, synthetic=True, receipts=receipts), contacts)
    trial = compose_trial("mail", "en", QUIET.place, AT, synthetic=True, by="mai")
    assert [notice.kind for notice in notices] == ["urgent", "digest", "receipt"]
    for notice in [*notices, trial]:
        word = "DỮ LIỆU TỔNG HỢP" if notice.language == "vi" else "SYNTHETIC"
        assert notice.subject.startswith(f"[{word}] ")
        assert word in notice.text.splitlines()[0]
        assert word in Page(notice.html).said
    assert "SYNTHETIC" not in "".join(notice.subject + notice.text for notice in compose(FULL, MAI_ONLY))


def test_a_report_goes_back_in_vietnamese_with_its_receipt() -> None:
    """To its sender's channels, with what to do; quiet hours are for officers."""
    contacts = Contacts((), (Sender("90001", "Một", None, ("one", "two")),))
    receipt = ReceiptNews(
        "ab" * 32, "inbox/an/Báo cáo 10.xlsx", ("90001",), 24, 21, 3, "data/receipts/an/Báo cáo 10.xlsx"
    )
    first, second = compose(replace(QUIET, receipts=(receipt,)), contacts)
    assert (first.recipient, first.channel, second.channel) == ("90001", "one", "two")
    assert first.notice_id != second.notice_id
    assert (first.attachment, first.file_sha256) == ("data/receipts/an/Báo cáo 10.xlsx", "ab" * 32)
    assert (first.language, first.not_before, first.alert_ids) == ("vi", None, ())
    assert first.subject == "Lai Châu: đề nghị sửa báo cáo Báo cáo 10.xlsx"
    assert "3/24 dòng không được nhận; 21 dòng đã được nhận." in first.text
    assert "1. Mở tệp đính kèm" in first.text
    unread = replace(receipt, received=0, accepted=0, refused=0, attachment=None)
    (notice, _) = compose(replace(QUIET, receipts=(unread,)), contacts)
    assert "Không đọc được tệp" in notice.text
    assert "đính kèm" not in notice.text


def test_files_that_nobody_gets_back_stand_in_the_digest() -> None:
    """Somebody has to ring; without other news there is no digest for it, as the rejected report is an alert."""
    news = replace(FULL, receipts=(ReceiptNews("ab", "in/f.xlsx", (), 0, 0, 0),))
    assert "nobody known to send it back to ==\nThe receipts lie" in digest_of(news).text
    assert "- f.xlsx: Could not be read\n" in digest_of(news).text
    assert compose(replace(QUIET, receipts=news.receipts), MAI_ONLY) == []


def test_the_same_news_have_the_same_ids_and_other_news_others() -> None:
    """Whoever hears twice can see it; the clock does not matter, nor the order in which alerts come."""
    contacts = Contacts((replace(MAI, channels=("mail", "chat")), replace(MAI, id="an")))
    ids = [notice.notice_id for notice in compose(FULL, contacts)]
    assert len(set(ids)) == len(ids) == 6
    assert all(re.fullmatch(r"[0-9a-f]{12}", one) for one in ids)
    again = replace(FULL, at="2026-11-15T20:00:00Z", opened=tuple(reversed(FULL.opened)))
    assert [notice.notice_id for notice in compose(again, contacts)] == ids
    other = replace(FULL, closed=())
    assert compose(other, MAI_ONLY)[1].notice_id not in ids
    for notice in compose(FULL, contacts):
        assert notice.notice_id in notice.text
        assert notice.notice_id in notice.html


def test_quiet_hours_put_both_kinds_off() -> None:
    """The night's computation runs while officers sleep."""
    person = replace(MAI, quiet=QuietHours(dt.time(21), dt.time(6, 30)))
    assert {notice.not_before for notice in compose(FULL, Contacts((person,)))} == {"2026-11-15T23:30:00Z"}


def test_without_a_page_there_is_no_link() -> None:
    """A department that serves no page still hears."""
    notice = digest_of(replace(FULL, page_url=None))
    assert "http" not in notice.text
    assert Page(notice.html).links == ["tel:02130000001"]


def test_a_test_of_a_channel_says_who_asked() -> None:
    """So that nobody wonders."""
    notice = compose_trial("mai_mail", "vi", QUIET.place, AT, synthetic=False, by="chi")
    assert (notice.kind, notice.recipient, notice.channel) == ("test", "mai_mail", "mai_mail")
    assert notice.subject == "Lai Châu: thử kênh mai_mail"
    assert "Người yêu cầu: chi." in notice.text


def test_a_countrys_worst_night_is_cut_where_one_sees_it() -> None:
    """3,321 units, an alert of each of twelve rules: below what mail programs show, and it says what is left out."""
    units = [f"{number:05d}@2025-07-01" for number in range(3321)]
    rules = {f"rule_{number}": RuleWords(Text("Quy tắc", "A rule"), Text("Làm.", "Do.")) for number in range(12)}
    many = tuple(alert(rule, unit, number) for number, rule in enumerate(rules) for unit in units)
    news = replace(
        FULL,
        opened=many,
        still_open=tuple(alert("behind_path", unit, 99) for unit in units),
        names={unit: UnitName(unit, unit[:5], f"Xã {unit}", None, number) for number, unit in enumerate(units)} | NAMES,
        rules=rules | RULES,
        ring=tuple(RingLine(unit, 1, 1, NEWEST) for unit in units),
    )
    for person in (MAI, replace(MAI, language="vi")):
        notice = only(compose(news, Contacts((person,))), "digest")
        assert len(notice.html.encode()) < 100_000
        assert len(notice.subject) <= 140
    text = digest_of(news).text
    assert text.count("and 3,316 more: on the page, or thugom alerts list") == 12
    assert "and 3,291 more" in text
    # The greatest first.
    assert "Xã 03320@2025-07-01" in text


HOSTILE = st.text(
    st.sampled_from("<>&\"'`{}[]()%;:/\\=#!?*_-\r\n\t\x00\x1b\u2028\u202e\u200f\u2066\ufeff Xã nậm"), max_size=60
) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "Xã\r\nBcc: thief@elsewhere.example\r\n\r\nhello",
        "\u202egnort ãX",
        "{{ 7 * 7 }}{% for x in y %}",
        '"><img src=https://elsewhere.example/x.png>',
        "]]><!--",
        "javascript:alert(1)",
        "x" * 5_000,
    ]
)


@settings(max_examples=60, deadline=None)
@given(name=HOSTILE, person=HOSTILE, file=HOSTILE, phone=HOSTILE, language=st.sampled_from(["vi", "en"]))
def test_no_name_breaks_a_page_or_a_header(name: str, person: str, file: str, phone: str, language: str) -> None:
    """Names of units, people and files come from others: they are shown, and do nothing."""
    news = replace(
        FULL,
        synthetic=True,
        names={unit: replace(known, name=name) for unit, known in NAMES.items()},
        ring=(RingLine(A, 1, 1, NEWEST, person, phone),),
        receipts=(
            ReceiptNews("ab", file, ("90001",), 3, 2, 1, "data/receipts/f.xlsx"),
            ReceiptNews("ac", file, (), 0, 0, 0),
        ),
    )
    contacts = Contacts((replace(MAI, language=language),), (Sender("90001", channels=("one",)),))
    plain = replace(FULL, synthetic=True, ring=(RingLine(A, 1, 1, NEWEST, "x", "1"),), receipts=news.receipts)
    expected = [len(Page(notice.html).tags) for notice in compose(plain, contacts)]
    for notice, tags in zip(compose(news, contacts), expected, strict=True):
        page = Page(notice.html)
        assert not {"img", "script", "style", "iframe", "form"} & set(page.tags)
        assert abs(len(page.tags) - tags) <= 3
        assert {str(link).partition(":")[0] for link in page.links} <= {"https", "tel"}
        for text in (notice.subject, notice.text, page.said):
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u200f\x00\x1b\r]", text)
        assert "\n" not in notice.subject
        message = MIMEText("", "plain", "utf-8")
        message["Subject"] = str(Header(notice.subject, "utf-8"))
        assert set(email.message_from_string(message.as_string()).keys()) == set(
            MIMEText("", "plain", "utf-8").keys()
        ) | {"Subject"}


def said_texts() -> set[str]:
    """Return every text that the alerts' modules say."""
    texts = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name == "say":
                    texts.add(str(node.args[0].value))
    return texts


def test_every_text_of_a_notice_is_in_vietnamese() -> None:
    """An officer reads no half of a letter in English."""
    say, texts = translator("vi"), said_texts()
    assert len(texts) > 40
    assert sorted(text for text in texts if say(text) == text) == []


def test_composing_is_for_every_alert_alike() -> None:
    """An alert without figures, of a unit whose people nobody counted, is said too."""
    bare: Alert = alert("behind_path", C)
    assert "- Xã Cồn: Since September 2026 [" in digest_of(replace(QUIET, opened=(bare,))).text
