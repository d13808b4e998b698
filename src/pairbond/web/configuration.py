"""The settings a host may make, all from the environment, each with its default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pairbond.app.day_weeks import is_zone
from pairbond.app.zone import machine_zone
from pairbond.errors import ConfigError
from pairbond.library.paths import data_folder
from pairbond.types import JsonDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """How this server is run.

    ``site`` is the address people use, such as ``https://check.example.org``; without it the app
    is for this machine alone. ``operator`` is named to people before the first question.
    """

    data: Path
    database_url: str = ""
    key_file: Path
    site: str = ""
    title: str = "Check-in"
    operator: str = ""
    operator_contact: str = ""
    exit_url: str = "https://www.wikipedia.org/"
    proxies: int = 0
    signup: bool = True
    zone: str = "UTC"
    keep_months: int = 24

    @property
    def answers_kept(self) -> timedelta:
        """How long answers, days and moments are kept."""
        return timedelta(days=self.keep_months * 365 // 12)

    @property
    def https(self) -> bool:
        return self.site.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.site).hostname or ""


def read_configuration(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Return the configuration of the environment; ConfigError where a value is not possible."""
    data = data_folder() if environ is os.environ else Path(environ.get("PAIRBOND_DATA", "data"))
    credentials = environ.get("CREDENTIALS_DIRECTORY")
    default_key = Path(credentials, "pairbond-key") if credentials else data / "keys" / "master.key"
    return Configuration(
        data=data,
        database_url=environ.get("DATABASE_URL", ""),
        key_file=Path(environ.get("PAIRBOND_KEY_FILE") or default_key),
        site=checked_site(environ.get("PAIRBOND_SITE", "")),
        title=environ.get("PAIRBOND_TITLE") or "Check-in",
        operator=environ.get("PAIRBOND_OPERATOR", ""),
        operator_contact=environ.get("PAIRBOND_OPERATOR_CONTACT", ""),
        exit_url=checked_exit(environ.get("PAIRBOND_EXIT_URL") or "https://www.wikipedia.org/"),
        proxies=whole(environ, "PAIRBOND_PROXIES", 0),
        signup=environ.get("PAIRBOND_SIGNUP", "open") != "closed",
        zone=checked_zone(environ.get("PAIRBOND_ZONE", "")),
        keep_months=checked_months(whole(environ, "PAIRBOND_KEEP_MONTHS", 24)),
    )


def checked_site(site: str) -> str:
    if site and urlsplit(site).scheme not in {"http", "https"}:
        raise ConfigError(f"PAIRBOND_SITE: {site!r} is no address; write it like https://check.example.org.")
    return site.rstrip("/")


def checked_exit(url: str) -> str:
    if urlsplit(url).scheme != "https":
        raise ConfigError(f"PAIRBOND_EXIT_URL: {url!r} is no address that begins with https://.")
    return url


def checked_zone(name: str) -> str:
    """Return the zone in which people's days begin unless they choose another; the machine's by default."""
    if name and not is_zone(name):
        raise ConfigError(f"PAIRBOND_ZONE: {name!r} is no time zone; write it like Europe/Berlin.")
    return name or machine_zone()


def checked_months(months: int) -> int:
    if not 1 <= months <= 120:
        raise ConfigError(f"PAIRBOND_KEEP_MONTHS: {months} is not from 1 to 120.")
    return months


def whole(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise ConfigError(f"{name}: {text!r} is not a whole number.")
    return int(text)


def database(configuration: Configuration) -> JsonDict:
    """Return Django's settings of the database: SQLite in the data folder, or PostgreSQL by URL."""
    url = configuration.database_url
    if not url:
        return {
            "ENGINE": "pairbond.web.sqlite",
            "NAME": str(configuration.data / "db" / "pairbond.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 5, "transaction_mode": "IMMEDIATE"},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigError("DATABASE_URL: only postgresql:// is known; leave it out for SQLite.")
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "pairbond",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c synchronous_commit=on", **query},
    }
