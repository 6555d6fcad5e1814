"""What became of notices, as a person reads it in a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from thugom.cli.speech import Speech
from thugom.language.numbers import whole


def show_delivery(speech: Speech, delivered: Mapping[str, Any], *, always: bool = False) -> None:
    """Print what became of the notices; nothing where there were none, unless it was asked for."""
    say, language = speech.say, speech.language
    counts = {name: whole(delivered[name], language) for name in ("sent", "waiting")}
    if always or delivered["sent"] or delivered["waiting"]:
        speech.console.print(say("Notices: {sent} sent, {waiting} waiting.").format(**counts))
    for channel, reason in delivered["failed"]:
        text = say("Through the channel {channel} nothing could be sent: {reason}. It is tried again.")
        speech.console.print(Text(text.format(channel=channel, reason=say(reason)), style="yellow"), soft_wrap=True)
    if delivered["trouble"]:
        speech.console.print(Text(say("No notices could be sent, they wait:"), style="yellow"))
        speech.complain_of(delivered["trouble"])
