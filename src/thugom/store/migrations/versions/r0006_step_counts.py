"""What each step of a run counted, and in which step a failed one ended."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both, empty: of the runs before nobody knows."""
    present = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("run")}
    for name in ("step_counts", "failed_in"):
        # There already where a night of a later commit ran before this step did.
        if name not in present:
            op.add_column("run", sa.Column(name, sa.Text()))
