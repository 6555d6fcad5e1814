"""What was fetched from inboxes on other machines, and what archives there hold."""

import sqlalchemy as sa
from alembic import op

from thugom.store.places import LEDGER, making_in

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make both tables, empty: what was fetched before is fetched once more, and known by its hash."""
    with making_in(op.get_bind(), LEDGER):
        op.create_table(
            "fetched",
            sa.Column("inbox", sa.Text(), nullable=False),
            sa.Column("path", sa.Text(), nullable=False),
            sa.Column("size_bytes", sa.BigInteger(), nullable=False),
            sa.Column("stamp", sa.Text(), nullable=False),
            sa.Column("file_sha256", sa.Text(), nullable=False),
            sa.Column("entered_at", sa.String(20), nullable=False),
            sa.PrimaryKeyConstraint("inbox", "path", "size_bytes", "stamp"),
            sqlite_with_rowid=False,
            if_not_exists=True,
        )
        op.create_table(
            "deposited",
            sa.Column("archive", sa.Text(), nullable=False),
            sa.Column("file_sha256", sa.Text(), nullable=False),
            sa.Column("entered_at", sa.String(20), nullable=False),
            sa.PrimaryKeyConstraint("archive", "file_sha256"),
            sqlite_with_rowid=False,
            if_not_exists=True,
        )
