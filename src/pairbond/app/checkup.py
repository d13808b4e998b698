"""What this machine has and lacks for Pairbond, and what to do about each lack."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from pairbond.errors import StoreError
from pairbond.library.paths import CONTENT, data_folder
from pairbond.types import JsonDict
from pairbond.version import VERSION

State = Literal["fine", "missing", "broken"]

NEEDED = ("click", "jinja2", "narwhals", "numpy", "platformdirs", "pydantic", "rich", "ruamel.yaml", "scipy")
OPTIONAL = {
    "polars": ("polars", "tables", "scoring tables of many people"),
    "pyrage": ("pyrage", "seal", "sealed answers files"),
    "altair": ("altair", "report", "charts"),
    "contourpy": ("contourpy", "report", "the map's density"),
    "vl_convert": ("vl-convert-python", "report", "charts"),
}
FONTS = 3
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. ``missing`` limits what can be done, ``broken`` stops all work."""

    name: str
    state: State
    found: str
    remedy: str = ""

    def to_dict(self) -> JsonDict:
        return {"name": self.name, "state": self.state, "found": self.found, "remedy": self.remedy}


def examine() -> list[Check]:
    """Return every check, in the order a person would mend things."""
    checks = [python_check(), Check(name="Pairbond", state="fine", found=VERSION)]
    checks += [needed_check(name) for name in NEEDED]
    checks += [optional_check(module) for module in OPTIONAL]
    return [*checks, pdf_check(), fonts_check(), data_check(), content_check()]


def python_check() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if tuple(sys.version_info[:2]) < OLDEST_PYTHON:
        return Check(name="Python", state="broken", found=found, remedy="Install Python 3.11 or later.")
    return Check(name="Python", state="fine", found=found)


def needed_check(name: str) -> Check:
    try:
        return Check(name=name, state="fine", found=version(name))
    except PackageNotFoundError:
        return Check(name=name, state="broken", found="not there", remedy="pip install pairbond")


def optional_check(module: str) -> Check:
    package, extra, purpose = OPTIONAL[module]
    remedy = f"For {purpose}: pip install 'pairbond[{extra}]'"
    return imported(package, lambda: import_module(module), remedy)


def imported(name: str, load: Callable[[], object], remedy: str) -> Check:
    """Return whether a package is there and loads."""
    try:
        found = version(name)
        load()
    except PackageNotFoundError:
        return Check(name=name, state="missing", found="not there", remedy=remedy)
    except (ImportError, OSError) as error:
        found = f"does not load ({type(error).__name__})"
        return Check(name=name, state="missing", found=found, remedy=remedy)
    return Check(name=name, state="fine", found=found)


def pdf_check() -> Check:
    """Check WeasyPrint and, by loading it, Pango."""
    remedy = (
        "For the PDF: pip install 'pairbond[report]', and Pango. Debian: apt-get install libpango-1.0-0 "
        "libpangoft2-1.0-0 libharfbuzz-subset0; Mac: brew install pango"
    )
    return imported("weasyprint", load_weasyprint, remedy)


def load_weasyprint() -> object:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        return import_module("weasyprint.text.ffi")


def fonts_check() -> Check:
    found = sorted(path.stem for path in (CONTENT / "fonts").glob("*.ttf"))
    if len(found) >= FONTS:
        return Check(name="fonts", state="fine", found=f"{len(found)} bundled")
    return Check(
        name="fonts", state="missing", found=", ".join(found) or "none", remedy="Install Pairbond anew."
    )


def data_check() -> Check:
    """Check that the data folder can be written, and by its owner alone."""
    folder = data_folder()
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        remedy = "Make it writable for you, or set PAIRBOND_DATA to another folder."
        return Check(name="data folder", state="missing", found=f"{folder} cannot be written", remedy=remedy)
    if place == folder and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        remedy = f"Keep it to yourself: chmod 700 {folder}"
        return Check(name="data folder", state="missing", found=f"{folder} is open to others", remedy=remedy)
    note = "" if place == folder else " (made when it is needed)"
    return Check(name="data folder", state="fine", found=f"{folder}{note}")


def content_check() -> Check:
    """Check that every questionnaire and norm file that ships, or was added, can be read."""
    from pairbond.errors import PairbondError
    from pairbond.library.instruments import instrument_ids, load_instrument
    from pairbond.library.norms import load_norms

    try:
        names = [load_instrument(name).id for name in instrument_ids()]
        norms = load_norms()
    except (PairbondError, StoreError) as error:
        return Check(name="content", state="broken", found=str(error), remedy="Mend or remove that file.")
    return Check(name="content", state="fine", found=f"{len(names)} questionnaires, {len(norms)} norm groups")
