"""What one installation sets from its environment: the settings, prefix ``THUGOM_``."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What one installation sets from its environment; nothing here is ever a flow's parameter."""

    model_config = SettingsConfigDict(env_prefix="THUGOM_", extra="ignore")

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
    prefect_api_url: str | None = None
    """A Prefect server to report to; without it each night starts a private one on loopback."""
    prefect_startup_seconds: int = 120
    """How long a private Prefect server may take to start; a fresh home migrates its database first."""
    page_port: int = 8400
    """The port of the page that checks a workbook, on this machine only."""
    page_seconds: int = 120
    """How long the page may take to judge one workbook."""
