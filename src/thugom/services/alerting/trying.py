"""Trying: one notice through one channel, at once, for whoever wants to see that it arrives."""

from thugom.alerts.composing import compose_trial
from thugom.alerts.delivery import DeliveryError, send
from thugom.contracts.channels import load_channels
from thugom.services.alerting.desk import Desk, DeskError
from thugom.services.alerting.keeping import instant, written
from thugom.store import writing
from thugom.store.outbox import enter, mark_failed, mark_sent


def try_channel(desk: Desk, channel: str, language: str, by: str) -> str | None:
    """Send a test through a channel; return why it could not be sent, None where it was. On record either way.

    Raises:
        DeskError: no address is set for the channel.
        ContractError: the file of addresses is wrong.
    """
    channels, home = load_channels(desk.home), desk.home
    address = channels.get(channel)
    if address is None:
        known = ", ".join(channels) or "none"
        raise DeskError(f"{channel}: no address is set for this channel (known: {known}).")
    at = instant(desk.now)
    notice = compose_trial(channel, language, desk.policy.place.name, at, synthetic=home.synthetic, by=by)
    problem = None
    try:
        send(notice, address, None)
    except DeliveryError as error:
        problem = error.reason
    with writing(desk.store) as connection:
        enter(connection, [written(notice)])
        if problem is None:
            mark_sent(connection, notice.notice_id, at)
        else:
            mark_failed(connection, notice.notice_id, at, problem)
    return problem
