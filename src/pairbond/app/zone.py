"""The time zone of the machine, by name."""

from __future__ import annotations

import os
from pathlib import Path

FALLBACK = "UTC"


def machine_zone() -> str:
    """Return the machine's zone (``Europe/Berlin``), or UTC where it does not say.

    ``TZ`` comes first, then the link that /etc/localtime is, then /etc/timezone.
    """
    named = os.environ.get("TZ", "").removeprefix(":")
    if "/" in named and not named.startswith("/"):
        return named
    return zone_of_link(Path("/etc/localtime")) or zone_of_file(Path("/etc/timezone")) or FALLBACK


def zone_of_link(link: Path) -> str | None:
    """Return the zone that a link into the zone database stands for."""
    try:
        target = str(link.readlink())
    except OSError:
        return None
    _, found, name = target.partition("zoneinfo/")
    return name if found and name else None


def zone_of_file(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
