"""The pages: plain HTML with nothing from outside, in the reader's language; what a file says stands in it as text."""

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from thugom.checks.receipt_note import (
    ReceiptLine,
    ReceiptNote,
    counts_shown,
    day_shown,
    findings_shown,
    next_step,
    place_shown,
    remedy_shown,
    severity_shown,
)
from thugom.language.catalogue import LANGUAGES, Translate, translator

_ACCEPTED = ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"
_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class Frame:
    """What all pages of a home share.

    Attributes:
        place: the department, by language.
        is_synthetic: the home holds invented data.
        limit_mb: how large a file may be.
    """

    place: dict[str, str]
    is_synthetic: bool
    limit_mb: int


def form_page(frame: Frame, language: str, problem: str = "") -> str:
    """Return the page with the form, and above it what went wrong with the last try."""
    say = translator(language)
    label = say("Your file (.xlsx, .xls, .ods or .csv, up to {limit} MB)").format(limit=frame.limit_mb)
    lead = say(
        "Choose the workbook that you have filled in. You will see at once what is wrong with it, before you send it."
    )
    body = f"""
<h1>{escape(say("Check a report"))}</h1>
<p>{escape(lead)}</p>
{_trouble(problem)}
<form class="card" action="check?lang={language}" method="post" enctype="multipart/form-data">
<label for="file">{escape(label)}</label>
<input type="file" id="file" name="file" required aria-describedby="hint" accept="{_ACCEPTED}">
<button type="submit">{escape(say("Check it"))}</button>
<p class="hint" id="hint">{escape(say("This takes a few seconds. Wait until the result is shown."))}</p>
</form>"""
    return _page(frame, language, say("Check a report"), body)


def result_page(frame: Frame, language: str, note: ReceiptNote, token: str | None) -> str:
    """Return the page with what was found; `token` fetches the receipt."""
    say = translator(language)
    style, word = _verdict(note)
    rows = "\n".join(_row(line, note) for line in note.lines)
    body = f"""
<h1>{escape(say("Result of the check"))}</h1>
<div class="verdict {style}" role="status"><strong>{escape(word)}</strong><p>{escape(next_step(note))}</p></div>
<dl>
<dt>{escape(say("File"))}</dt><dd>{escape(note.file_name)}</dd>
<dt>{escape(say("Result of the check"))}</dt><dd>{escape(counts_shown(note))}<br>{escape(findings_shown(note))}</dd>
</dl>
{_download(token, say)}
{_table(rows, say)}
<p><a class="button" href="./?lang={language}">{escape(say("Check another file"))}</a></p>
<p class="hint">{escape(day_shown(note))}</p>"""
    return _page(frame, language, f"{word} – {note.file_name}", body)


def trouble_page(frame: Frame, language: str, problem: str) -> str:
    """Return the page that says why there is nothing to show."""
    say = translator(language)
    body = f"""
<h1>{escape(say("Check a report"))}</h1>
{_trouble(problem)}
<p><a class="button" href="/?lang={language}">{escape(say("Check another file"))}</a></p>"""
    # A page may be missing at any depth: this one leads back from the top.
    return _page(frame, language, say("Check a report"), body, top="/")


def _verdict(note: ReceiptNote) -> tuple[str, str]:
    """Return how a result looks, and what it says in a few words."""
    if not note.is_good:
        return "refused", f"✖ {note.say('Do not send it yet')}"
    if note.lines:
        return "warned", f"▲ {note.say('It can be sent, look at the warnings first')}"
    return "good", f"✔ {note.say('It can be sent')}"


def _trouble(problem: str) -> str:
    """Return what went wrong, in a box; nothing where nothing did."""
    return f'<div class="verdict refused" role="alert"><strong>✖ {escape(problem)}</strong></div>' if problem else ""


def _download(token: str | None, say: Translate) -> str:
    """Return the button that fetches the receipt."""
    if token is None:
        return ""
    hint = say("Your workbook with the wrong cells coloured and explained. It can be fetched for half an hour.")
    text = escape(say("Download the marked workbook"))
    return f"""<p><a class="button" href="receipt/{quote(token)}" download>{text}</a></p>
<p class="hint">{escape(hint)}</p>"""


def _table(rows: str, say: Translate) -> str:
    """Return the list of what was found."""
    if not rows:
        return ""
    headers = ("Severity", "Place", "Column", "Found there", "What is wrong", "What to do")
    head = "".join(f'<th scope="col">{escape(say(header))}</th>' for header in headers)
    return f"""<h2 id="found">{escape(say("What was found"))}</h2>
<div class="scroll" role="region" aria-labelledby="found" tabindex="0"><table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody></table></div>"""


def _row(line: ReceiptLine, note: ReceiptNote) -> str:
    """Return one finding as a row."""
    say = note.say
    cells = (
        ("severity", severity_shown(line.severity, say)),
        ("place", place_shown(line, say)),
        ("", line.title),
        ("", line.value),
        ("wide", line.message),
        ("wide", remedy_shown(line, note)),
    )
    shown = "".join(f'<td class="{kind}">{escape(text)}</td>' for kind, text in cells)
    return f'<tr class="{escape(line.severity)}">{shown}</tr>'


def _page(frame: Frame, language: str, title: str, body: str, top: str = "./") -> str:
    """Return a whole page; `top` leads to the form."""
    say = translator(language)
    others = " · ".join(
        f'<a href="{top}?lang={other}" lang="{other}" hreflang="{other}">{_NAMES[other]}</a>'
        for other in LANGUAGES
        if other != language
    )
    mark = f'<span class="mark">{escape(say("SYNTHETIC DATA, not real figures"))}</span>' if frame.is_synthetic else ""
    kept = say("Nothing is sent and nothing is kept: checking a file does not report it.")
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="{top}style.css">
</head>
<body>
<header><div><p>thu gom – {escape(frame.place[language])}</p>{mark}<nav>{others}</nav></div></header>
<main>{body}
</main>
<footer><p>{escape(kept)}</p></footer>
</body>
</html>
"""
