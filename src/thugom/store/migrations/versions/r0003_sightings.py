"""Every path at which a content was seen, and the night that saw it."""

import sqlalchemy as sa
from alembic import op

from thugom.store.places import LEDGER, making_in

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add both; of what was there, the one path that is known is where it was seen."""
    connection = op.get_bind()
    # There already where a night of a later commit ran, before there were steps.
    if "entered_at" not in {column["name"] for column in sa.inspect(connection).get_columns("file")}:
        op.add_column("file", sa.Column("entered_at", sa.String(20)))
    with making_in(connection, LEDGER):
        op.create_table(
            "sighting",
            sa.Column("file_sha256", sa.Text(), nullable=False),
            sa.Column("file_path", sa.Text(), nullable=False),
            sa.Column("arrived_at", sa.String(20), nullable=False),
            sa.Column("entered_at", sa.String(20)),
            sa.PrimaryKeyConstraint("file_sha256", "file_path"),
            sqlite_with_rowid=False,
            if_not_exists=True,
        )
    # Without it, what is wrong with a whole file would be told to nobody any more.
    op.execute(
        "INSERT INTO sighting (file_sha256, file_path, arrived_at, entered_at) "
        "SELECT sha256, file_path, arrived_at, entered_at FROM file "
        "WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.file_sha256 = file.sha256)"
    )
