"""Where addresses come from, and that none of them is ever quoted."""

import traceback
from pathlib import Path

import pytest

from thugom.contracts import ContractError, Home
from thugom.contracts.channels import load_channels

SECRET = "hush-hush"  # noqa: S105 - what must not be seen


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home without channels."""
    monkeypatch.delenv("THUGOM_CHANNELS_FILE", raising=False)
    (tmp_path / "home.yml").write_text("format: 1\n", encoding="utf-8")
    return Home.open(tmp_path)


def _write(home: Home, text: str, mode: int = 0o600) -> Path:
    """Write the home's file of addresses."""
    path = home.root / "channels.yml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def _plain(home: Home) -> dict[str, str]:
    """Return the addresses as they are."""
    return {name: address.get_secret_value() for name, address in load_channels(home).items()}


def test_a_home_without_addresses_has_no_channels(home: Home) -> None:
    """Nobody need have any."""
    assert load_channels(home) == {}


def test_the_environment_goes_before_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret store hands addresses over in the environment; a variable set to nothing is not set."""
    _write(home, "mail: mailto://file.example\noffice: tgram://file\n")
    monkeypatch.setenv("THUGOM_CHANNEL_MAIL", "mailto://environment.example")
    monkeypatch.setenv("THUGOM_CHANNEL_HOOK", "json://hook.example")
    monkeypatch.setenv("THUGOM_CHANNEL_OFFICE", "")
    assert _plain(home) == {
        "hook": "json://hook.example",
        "mail": "mailto://environment.example",
        "office": "tgram://file",
    }


def test_one_server_reaches_many_people(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password of the mail server stands once, also where it comes from the environment."""
    _write(
        home,
        "mail: mailtos://smtp.example?from=a@b.example\n"
        "mai: {through: mail, to: mai+waste@department.example}\n"
        "an: {through: server, to: an@department.example}\n",
    )
    monkeypatch.setenv("THUGOM_CHANNEL_SERVER", "mailto://other.example")
    channels = _plain(home)
    assert channels["mai"] == "mailtos://smtp.example?from=a@b.example&to=mai%2Bwaste%40department.example"
    assert channels["an"] == "mailto://other.example?to=an%40department.example"


def test_a_file_that_others_can_read_is_refused_by_name(home: Home) -> None:
    """Passwords that everybody on the machine can read are none."""
    for mode in (0o644, 0o640, 0o604, 0o660):
        path = _write(home, f"mail: mailto://u:{SECRET}@smtp.example\n", mode)
        with pytest.raises(ContractError, match=f"chmod 600 {path}"):
            load_channels(home)
    (home.root / "channels.yml").chmod(0o400)
    assert set(load_channels(home)) == {"mail"}


def test_another_file_may_be_named(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A department keeps its secrets where it keeps its secrets."""
    elsewhere = tmp_path / "secrets.yml"
    elsewhere.write_text("mail: mailto://elsewhere.example\n", encoding="utf-8")
    elsewhere.chmod(0o600)
    _write(home, "mail: mailto://home.example\n")
    monkeypatch.setenv("THUGOM_CHANNELS_FILE", str(elsewhere))
    assert _plain(home) == {"mail": "mailto://elsewhere.example"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"a: mailto://x.example\nmail: [mailto://u:{SECRET}@smtp.example]\n", 2),
        (f"mail: {SECRET}\n", 1),
        (f"a: {{through: mailto://u:{SECRET}@smtp.example, to: b}}\n", 1),
        (f"a: {{through: mail, to: {SECRET}}}\n", 1),
        (f"Mail: mailto://{SECRET}.example\n", 1),
        (f'mail: "mailto://{SECRET}\n', None),
        (f"mail: mailto://{SECRET}.example\nmail: mailto://{SECRET}.example\n", None),
        (f"{SECRET}\n", 1),
    ],
)
def test_no_complaint_quotes_an_address(home: Home, text: str, line: int | None) -> None:
    """Not in its message, not in its value, and not in the chain of errors behind it."""
    _write(home, text)
    with pytest.raises(ContractError) as error:
        load_channels(home)
    assert line is None or error.value.line == line
    said = "".join(traceback.format_exception(error.value)) + repr(error.value.value)
    assert SECRET not in said.replace("test_channels.py", "")


def test_addresses_hide_themselves(home: Home) -> None:
    """Whoever prints the channels sees no address."""
    _write(home, f"mail: mailto://u:{SECRET}@smtp.example\n")
    assert SECRET not in repr(load_channels(home))
