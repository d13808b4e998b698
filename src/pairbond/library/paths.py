"""Where content and the user's own files live."""

from __future__ import annotations

import os
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"


def private_folder(name: str) -> Path:
    """Return a folder inside the data folder, made where it is missing, for its owner alone."""
    data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = data_folder() / name
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def data_folder() -> Path:
    """Return the folder for the user's own files: ``PAIRBOND_DATA``, or the platform's."""
    chosen = os.environ.get("PAIRBOND_DATA")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("pairbond", appauthor=False)
