"""Alerts, all that happens to them, the nights that judged them, and the notices that tell of them."""

import sqlalchemy as sa
from alembic import op

from thugom.store.places import CURATED, LEDGER, making_in

revision = "0005"
down_revision = "0004"
_PERIODS = ("began_in", "closed_in", "confirmed_in", "opened_in")


def upgrade() -> None:
    """Make the tables, empty: the first night that judges alerts finds what holds."""
    connection = op.get_bind()
    with making_in(connection, CURATED):
        _make_journal()
    with making_in(connection, LEDGER):
        _make_events()
        _make_outbox()


def _make_journal() -> None:
    """Make the journal that analysts read."""
    texts = ("rule", "subject", "unit_id", "state", "began_in", "opened_in", "confirmed_in")
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=name == "unit_id") for name in texts),
        *(sa.Column(name, sa.Double()) for name in ("value", "expected", "gap_pp", "reference")),
        sa.Column("known_before", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.String(20), nullable=False),
        sa.Column("notified_at", sa.String(20)),
        *(sa.Column(name, sa.Date()) for name in ("acknowledged_on", "snoozed_until", "escalated_on")),
        sa.Column("reopened", sa.BigInteger(), nullable=False),
        sa.Column("reopened_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closed_in", sa.Text()),
        sa.Column("closed_because", sa.Text()),
        sa.PrimaryKeyConstraint("alert_id"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    for name in _PERIODS:
        op.create_index(f"ix_alert_{name}", "alert", [name], if_not_exists=True)


def _make_events() -> None:
    """Make what stands for ever behind the journal."""
    op.create_table(
        "alert_event",
        sa.Column("event_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.String(20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("by", "note", "publication_id")),
        sa.Column("alert_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_number"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "alert_night",
        sa.Column("night_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publication_id", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("judged_at", sa.String(20), nullable=False),
        sa.Column("newest_period", sa.Text()),
        sa.PrimaryKeyConstraint("night_number"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )


def _make_outbox() -> None:
    """Make what keeps a notice until it is sent."""
    texts = ("notice_id", "kind", "recipient", "channel", "language", "subject", "text", "html")
    op.create_table(
        "notice",
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("attachment", sa.Text()),
        sa.Column("alert_ids", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(20), nullable=False),
        sa.Column("not_before", sa.String(20)),
        sa.Column("file_sha256", sa.Text()),
        sa.Column("as_of", sa.Date()),
        sa.Column("publication_id", sa.Text()),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.String(20), nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("sent_at", sa.String(20)),
        sa.PrimaryKeyConstraint("notice_id"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
