"""The clock of the database's own machine."""

import datetime as dt

from sqlalchemy import Engine, text


def server_clock(engine: Engine) -> dt.datetime | None:
    """Return what the clock of a database server shows; None for an embedded database, which has none of its own."""
    if engine.dialect.name == "sqlite":
        return None
    with engine.connect() as connection:
        shown: dt.datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
    return shown
