"""Forms as a page has them: found, filled, and ready to be sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """One thing that a form sends; ``options`` are the values it can have, ``chosen`` what stands in it."""

    name: str
    kind: str
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form: where it goes, what it asks, and its buttons that carry a value."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, say: Callable[[Field], str | None]) -> dict[str, str]:
        """Return what is sent when *say* answers each field; hidden ones are sent as they came."""
        sent = {}
        for each in self.fields.values():
            value = each.chosen[0] if each.kind == "hidden" else say(each)
            if value is not None:
                sent[each.name] = value
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag == "button" and given.get("name"):
            self.open.buttons.append((given["name"], given.get("value", "")))
        elif tag == "option" and self.select:
            self.open.fields[self.select].options.append(given.get("value", ""))
        elif tag in {"input", "textarea", "select"} and given.get("name"):
            self.take(tag, given)

    def take(self, tag: str, given: dict[str, str]) -> None:
        assert self.open
        kind = tag if tag != "input" else given.get("type", "text")
        self.select = given["name"] if tag == "select" else ""
        found = self.open.fields.setdefault(given["name"], Field(given["name"], kind))
        value = given.get("value", "on" if kind == "checkbox" else "")
        if kind in {"radio", "checkbox", "hidden"}:
            found.options.append(value)
        if kind not in {"radio", "checkbox"} or "checked" in given:
            found.chosen.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
