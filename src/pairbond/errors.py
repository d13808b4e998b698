"""The exceptions Pairbond raises on purpose.

::

    PairbondError
    ├── ContentError   (ValueError)       a content file is wrong: file, place, found, allowed
    ├── ResponseError  (ValueError)       answers are wrong: item, value, allowed
    ├── ModelError     (ArithmeticError)  a model cannot be fitted
    │   ├── NotIdentified
    │   └── DidNotConverge
    ├── EvidenceError  (ValueError)       check-ins or messages are wrong
    ├── ConsentError   (PermissionError)  something was asked for that nobody agreed to
    ├── StoreError     (OSError)          a file cannot be read, opened or written
    │   └── WrongPassphrase               a sealed file was not opened by this passphrase
    └── ConfigError    (ValueError)       an option or a setting is wrong

A message is one sentence that names the thing, the value and the remedy. Statistical doubt is
never an exception: it is a :class:`pairbond.types.Caution` on the result.
"""

from __future__ import annotations


class PairbondError(Exception):
    """Base of every exception Pairbond raises on purpose."""


class ContentError(PairbondError, ValueError):
    """A content file is wrong; says the file, the place, what was found and what is allowed."""


class ResponseError(PairbondError, ValueError):
    """Answers are wrong; says the item, the value and what is allowed."""


class ModelError(PairbondError, ArithmeticError):
    """A statistical model cannot be fitted to these data."""


class NotIdentified(ModelError):
    """The data do not determine the model's parameters."""


class DidNotConverge(ModelError):
    """The fit stopped before it reached the stated tolerance."""


class EvidenceError(PairbondError, ValueError):
    """Check-ins or message exports are wrong; says the row, the value and what is allowed.

    ``why`` is a word for the reason where a program may want to say it in its own way: ``group``,
    ``several``, ``html``, ``privacy``, ``dates``, ``unknown``, ``empty``, ``clocks``; else empty.
    """

    def __init__(self, text: str, *, why: str = "") -> None:
        super().__init__(text)
        self.why = why


class ConsentError(PairbondError, PermissionError):
    """Something was asked for that the person concerned has not agreed to."""


class StoreError(PairbondError, OSError):
    """A file cannot be read, opened or written."""


class WrongPassphrase(StoreError):
    """A sealed file was not opened by the passphrase that was given."""


class ConfigError(PairbondError, ValueError):
    """An option or a setting is wrong."""


def shown(value: object, limit: int = 60) -> str:
    """Return *value* as one short printable line, for an error message."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
