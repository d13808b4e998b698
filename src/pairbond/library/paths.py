"""Where content and the user's own files live."""

from __future__ import annotations

import os
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"


def data_folder() -> Path:
    """Return the folder for the user's own files: ``PAIRBOND_DATA``, or the platform's."""
    chosen = os.environ.get("PAIRBOND_DATA")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("pairbond", appauthor=False)
