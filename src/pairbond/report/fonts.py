"""The bundled font family: where its files are and how pages embed them."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from pairbond.report.theme import FAMILY

FOLDER: Final = Path(__file__).resolve().parent.parent / "content" / "fonts"
SCHEME: Final = "pairbond-font"
FACES: Final = (
    ("literata-regular", 400, "normal"),
    ("literata-italic", 400, "italic"),
    ("literata-semibold", 600, "normal"),
)


@cache
def embedded_faces() -> str:
    """Return @font-face rules with the fonts inside, for a page that stands alone."""
    return "\n".join(
        _rule(weight, style, f"data:font/woff2;base64,{_encoded(name)}", "woff2")
        for name, weight, style in FACES
    )


def local_faces() -> str:
    """Return @font-face rules for the PDF writer, which reads the files through our own scheme."""
    return "\n".join(
        _rule(weight, style, f"{SCHEME}:{name}.ttf", "truetype") for name, weight, style in FACES
    )


def font_file(name: str) -> bytes:
    """Return a bundled font file; any other name is refused."""
    if name not in {f"{face}.ttf" for face, _, _ in FACES}:
        raise ValueError(f"{name}: is not one of the bundled fonts")
    return (FOLDER / name).read_bytes()


def _rule(weight: int, style: str, url: str, kind: str) -> str:
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};'
        f'src:url("{url}") format("{kind}")}}'
    )


def _encoded(name: str) -> str:
    return b64encode((FOLDER / f"{name}.woff2").read_bytes()).decode("ascii")
