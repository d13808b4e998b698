"""``pairbond instruments``: what there is to answer, and one's own files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE

if TYPE_CHECKING:
    from pairbond.instruments import Instrument, Item
    from pairbond.types import JsonDict


CORRELATION = 0.3
"""How strongly items are taken to hang together beside the bound, which takes them as unrelated."""


class InOrder(click.Group):
    """Lists its commands in the order they are written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group("instruments", cls=InOrder, short_help="List, show and check questionnaires; add wording.")
def command() -> None:
    """List, show and check questionnaires; add the wording you hold for a standard one."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """List the questionnaires, with what each has."""
    from pairbond.cli.printing import print_json, print_table, width
    from pairbond.library.instruments import instrument_ids, load_instrument
    from pairbond.types import Table

    found = [load_instrument(name) for name in instrument_ids()]
    if as_json:
        rows = [
            {"id": each.id, "title": each.title, "n_items": len(each.items), "wording": has_wording(each)}
            for each in found
        ]
        print_json({"schema": "pairbond.instruments/1", "instruments": rows})
        return
    room = width() - max(len(each.id) for each in found) - len("items") - len("keys only") - 6
    print_table(
        Table(
            title="Questionnaires",
            columns=("id", "title", "items", "wording"),
            rows=tuple(
                (each.id, shortened(each.title, room), str(len(each.items)), wording_note(each))
                for each in found
            ),
            notes=("Answer one with: pairbond take ID --out answers.json",),
            numeric=frozenset({2}),
        )
    )


def shortened(title: str, room: int) -> str:
    return title if len(title) <= room else title[: max(1, room - 1)].rstrip() + "…"


def has_wording(instrument: Instrument) -> bool:
    return all(item.text is not None for item in instrument.items)


def wording_note(instrument: Instrument) -> str:
    if instrument.worded:
        return "our own"
    return "your pack" if has_wording(instrument) else "keys only"


@command.command("show")
@click.argument("instrument_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(instrument_id: str, as_json: bool) -> None:
    """Show one questionnaire: its purpose, items, scales and limits."""
    from pairbond.cli.printing import print_json
    from pairbond.library.instruments import load_instrument

    instrument = load_instrument(instrument_id)
    if as_json:
        print_json(instrument_data(instrument))
    else:
        print_instrument(instrument)


def instrument_data(instrument: Instrument) -> JsonDict:
    scales = scale_of_item(instrument)
    items = []
    for item in instrument.items:
        scale, reverse = scales[item.id]
        data = {"id": item.id, "text": item.text, "scale": scale, "reverse": reverse}
        items.append({**data, **answer_data(instrument, item)})
    return {
        "schema": "pairbond.instrument-items/1",
        "id": instrument.id,
        "title": instrument.title,
        "version": instrument.version,
        "items": items,
    }


def answer_data(instrument: Instrument, item: Item) -> JsonDict:
    """Return what may be answered: numbers, or, for a choice from a list, the ids to choose from."""
    if item.pick is None:
        return {"values": list(instrument.response_for(item).values)}
    pick = {"max": item.pick.maximum, "labels": dict(item.pick.labels)}
    return {"values": list(item.pick.options), "pick": pick}


def scale_of_item(instrument: Instrument) -> dict[str, tuple[str | None, bool]]:
    """Return each item's first scale (None where it is in none), and whether it is reversed there."""
    found: dict[str, tuple[str | None, bool]] = dict.fromkeys(instrument.item_ids, (None, False))
    for scale in reversed(instrument.scales):
        for item in scale.items:
            found[item] = (scale.id, item in scale.reverse)
    return found


def print_instrument(instrument: Instrument) -> None:
    from pairbond.cli.printing import print_table, print_text
    from pairbond.types import Table

    click.echo(f"{instrument.title} ({instrument.id} {instrument.version})\n")
    for text in (instrument.purpose, f"For: {instrument.population}", f"Source: {instrument.citation}"):
        print_text(text)
    print_text(f"Wording: {instrument.licence}")
    for caution in instrument.cautions:
        print_text(f"Note: {caution.text}")
    click.echo()
    low, high = instrument.response.bounds
    labels = instrument.response.labels
    names = f": {', '.join(labels)}" if labels else ""
    print_text(f"Answers from {low} to {high}{names}")
    click.echo()
    if instrument.scales:
        print_table(
            Table(
                title="Scales",
                columns=("id", "title", "items"),
                rows=tuple((scale.id, scale.title, str(scale.size)) for scale in instrument.scales),
                numeric=frozenset({2}),
            )
        )
    else:
        print_text("No scales: the answers are never added up.")
    click.echo("\nItems (R: reversed)")
    scales = scale_of_item(instrument)
    for item in instrument.items:
        scale, reverse = scales[item.id]
        click.echo(item_line(item, scale, reverse=reverse))


def item_line(item: Item, scale: str | None, *, reverse: bool) -> str:
    own = ""
    if item.pick is not None:
        own = f" (up to {item.pick.maximum} of {len(item.pick.options)})"
    elif item.response is not None:
        own = f" ({item.response.minimum} to {item.response.maximum})"
    return f"{item.id} {'R' if reverse else ' '} {item.text or scale or ''}".rstrip() + own


@command.command("check")
@click.argument("file", type=FILE, metavar="ID|FILE")
@click.pass_context
def check(ctx: click.Context, file: Path) -> None:
    """Check an instrument, by its ID or in a FILE: its form, its golden cases, and what bands leak.

    A scale that declares ``bands: true`` may stand in a joint report as one of three bands. Then no
    band may tell more than half a bit about any answer, whatever the answers are.
    """
    from pairbond.library.golden import check_instrument
    from pairbond.library.instruments import instrument_ids
    from pairbond.library.paths import CONTENT
    from pairbond.library.yaml12 import read_yaml

    if not file.exists() and str(file) in instrument_ids():
        file = CONTENT / "instruments" / f"{file}.yaml"
    data = read_yaml(file)
    instrument = check_instrument(file)
    golden = len(data["golden"]) if isinstance(data, dict) else 0
    problem = check_leaks(instrument)
    if problem:
        click.echo(f"pairbond: {file.name}: {problem}", err=True)
        ctx.exit(1)
    click.echo(
        f"{file.name} is fine: {len(instrument.items)} items, {len(instrument.scales)} scales, "
        f"{golden} golden cases (content {instrument.content_hash})."
    )


def check_leaks(instrument: Instrument) -> str:
    """Print what the bands of an instrument leak; return what is wrong with that, if anything."""
    from pairbond.cli.printing import print_table
    from pairbond.safety.leakage import MAX_BITS, instrument_leaks
    from pairbond.types import Table

    declared = [scale for scale in instrument.scales if scale.bands]
    if not declared:
        click.echo(
            "Bands: no scale declares any; a joint report shows this questionnaire openly or not at all."
        )
        return ""
    leaks = instrument_leaks(instrument, declared)
    alike = instrument_leaks(instrument, declared, correlation=CORRELATION)
    print_table(
        Table(
            title="What three bands tell about one answer, at worst",
            columns=("scales", "bits", "answers left", "bits if items correlate"),
            rows=tuple(
                (
                    ", ".join(ids),
                    f"{leak.worst:.2f}",
                    f"{leak.fewest} of {leak.options}",
                    f"{alike[ids].worst:.2f}",
                )
                for ids, leak in leaks.items()
            ),
            notes=(
                f"At most {MAX_BITS} bits where every answer is equally likely. Last column: items that "
                f"correlate {CORRELATION}, for information.",
            ),
            numeric=frozenset({1, 3}),
        )
    )
    for ids, leak in leaks.items():
        if not leak.within:
            return (
                f"{', '.join(ids)}: bands tell up to {leak.worst:.2f} bits about one answer and leave "
                f"{leak.fewest} of {leak.options}; at most {MAX_BITS} bits are allowed, so take out 'bands: true'."
            )
    return ""


@command.command("add-wording")
@click.argument("instrument_id", metavar="ID")
@click.argument("file", type=FILE)
def add_wording(instrument_id: str, file: Path) -> None:
    """Keep the wording you hold for the standard questionnaire ID, from the wording pack FILE."""
    from pairbond.library.instruments import store_wording

    kept = store_wording(instrument_id, file)
    click.echo(f"The wording of {instrument_id} is kept in {kept}.")
    click.echo(f"Answer it with: pairbond take {instrument_id} --out answers.json")
