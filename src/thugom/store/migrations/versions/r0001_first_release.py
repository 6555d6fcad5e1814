"""Release 0.1.0: file, judgement, sheet, finding, document, publication_document, facts, and the journals of then."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Do nothing: a database of 0.1.0 is where the steps begin."""
