"""Turns an exception into the sentence a person reads."""

from __future__ import annotations

from pairbond.errors import PairbondError

LONGEST = 400
EXTRAS = {
    "polars": ("tables", "Tables need Polars"),
    "pyrage": ("seal", "Sealed files need pyrage"),
    "weasyprint": ("report", "The PDF needs WeasyPrint"),
    "altair": ("report", "Charts need Altair"),
    "vl_convert": ("report", "Charts need vl-convert"),
    "contourpy": ("report", "Charts need contourpy"),
}


def refusal(error: Exception) -> str | None:
    """Return the sentence for an error that input or the machine caused, None for a fault of ours."""
    if isinstance(error, PairbondError):
        return one_line(str(error))
    if isinstance(error, ModuleNotFoundError):
        extra = EXTRAS.get((error.name or "").split(".")[0])
        return f"{extra[1]}: pip install 'pairbond[{extra[0]}]'." if extra else None
    if isinstance(error, MemoryError):
        return "There is not enough memory for this; close something else, or use a smaller file."
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return one_line(f"{place}{error.strerror or error}.")
    return None


def one_line(text: str) -> str:
    """Return the text as one line that is safe to print: no control characters, not endless."""
    flat = " ".join(text.split())
    if not flat.isprintable():
        flat = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in flat)
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
