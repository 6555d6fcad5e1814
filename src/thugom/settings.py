"""What one installation sets from its environment: the settings, prefix ``THUGOM_``."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "THUGOM_"
_EXPECTED = {
    "int_parsing": "A whole number is expected",
    "bool_parsing": "One of true, false is expected",
    "string_pattern_mismatch": "One of threads, processes, dask://HOST:PORT is expected",
    "literal_error": "One of vi, en is expected",
}
_RUNNERS = r"threads|processes|dask://[^\s/@]+:\d+"


class SettingsError(ValueError):
    """A variable of the environment holds what its setting cannot be; the message names it, and never its value."""

    def __init__(self, fault: ValidationError) -> None:
        """Name each variable, what is expected, and what to do."""
        lines = [
            f"{_PREFIX}{'.'.join(map(str, one['loc'])).upper()}\n"
            f"  {_EXPECTED.get(one['type'], 'Another value is expected')}."
            " Correct this variable of the environment, or unset it."
            for one in fault.errors(include_input=False, include_context=False, include_url=False)
        ]
        super().__init__("\n".join(lines))


class Settings(BaseSettings):
    """What one installation sets from its environment; nothing here is ever a flow's parameter.

    A variable that is set to nothing is not set.

    Raises:
        SettingsError: a variable holds what its setting cannot be.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", env_ignore_empty=True)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - each setting has a type of its own
        """Read the environment."""
        try:
            super().__init__(**values)
        except ValidationError as fault:
            # A value may be a password: it stays out of the message and of the chain.
            raise SettingsError(fault) from None

    home: Path | None = None
    """The home to work in; `--home` goes before it, the current folder comes after it."""
    database_url: SecretStr | None = None
    """Another database than the home's own SQLite file; it may hold a password."""
    inbox_url: SecretStr | None = None
    """Where reports arrive instead of `data/raw`: a folder, or a URL such as sftp://…; it may hold a password."""
    archive_url: SecretStr | None = None
    """Where originals are kept instead of `data/archive`, which is a copy of the newest if that is another machine."""
    lang: Literal["vi", "en"] | None = None
    """The language of the terminal; else the system's, else the home's."""
    max_file_mb: int = 64
    """A report file beyond this size is refused."""
    ticket_memory_mb: int = 800
    """How much memory the engine that judges weighbridge tickets may take; beyond it, it works on the disk."""
    writer_wait_seconds: int = 10
    """How long a command that writes waits for another one to end before it leaves; negative: for ever."""
    task_runner: Annotated[str, Field(pattern=f"^({_RUNNERS})$")] | None = None
    """Where reports and tickets are judged: `threads`, `processes`, `dask://host:8786`; in one process where None."""
    prefect_api_url: str | None = None
    """A Prefect server to report to; without it each night starts a private one on loopback."""
    prefect_startup_seconds: int = 120
    """How long a private Prefect server may take to start; a fresh home migrates its database first."""
    prefect_port: int = 4200
    """The port of the Prefect server that `thugom serve` keeps running, on this machine only."""
    log_json: bool = False
    """Write logs as JSON, a line an object, for programs that collect them."""
    page_port: int = 8400
    """The port of the page that checks a workbook, on this machine only."""
    browser_port: int = 8401
    """The port of the table browser, on this machine only."""
    page_url: str | None = None
    """Where others reach that page, such as https://waste.example/; notices link to it, and without it to nothing."""
    channels_file: Path | None = None
    """The file with the channels' addresses; else `channels.yml` at the home's root. Its owner alone may read it."""
    page_seconds: int = 120
    """How long the page may take to judge one workbook."""
