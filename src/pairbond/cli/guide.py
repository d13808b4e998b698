"""``pairbond guide``: short texts with graded, cited claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import examples

if TYPE_CHECKING:
    from pairbond.library.solo import Guide
    from pairbond.library.solo_spec import ClaimSpec
    from pairbond.types import JsonDict

NOT_SO = "does not hold"
GRADES = (
    "A: well supported. B: supported, with reservations. C: an open question. The numbers name the sources."
)


@click.command(
    "guide",
    short_help="Read a short guide, with its evidence.",
    epilog=examples("pairbond guide", "pairbond guide pursuer-distancer"),
)
@click.argument("guide_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(guide_id: str | None, *, as_json: bool) -> None:
    """List the guides, or show the guide ID with the grade and the sources of each claim."""
    from pairbond.cli.printing import print_json
    from pairbond.library.solo import load_guide

    if guide_id is None:
        list_guides(as_json=as_json)
    elif as_json:
        print_json(guide_data(load_guide(guide_id)))
    else:
        print_guide(load_guide(guide_id))


def list_guides(*, as_json: bool) -> None:
    from pairbond.cli.printing import print_json, width
    from pairbond.library.solo import guide_ids, load_guide
    from pairbond.report.terminal import filled

    titles = {id_: load_guide(id_).head.title for id_ in guide_ids()}
    if as_json:
        rows = [{"id": id_, "title": title} for id_, title in titles.items()]
        print_json({"schema": "pairbond.guides/1", "guides": rows})
        return
    room = max(map(len, titles)) + 2
    for id_, title in titles.items():
        click.echo("\n".join(filled(f"{id_:<{room}}{title}", width(), hang=room)))
    click.echo("\nRead one with: pairbond guide ID")


def guide_data(guide: Guide) -> JsonDict:
    from pairbond.report.catalogue import load_sources

    sources = load_sources()
    claims = [
        {
            "text": claim.text,
            "grade": claim.grade,
            "sources": [{"id": key, "reference": sources[key]} for key in claim.cite],
        }
        for claim in guide.head.claims
    ]
    return {
        "schema": "pairbond.guide/1",
        "id": guide.head.id,
        "title": guide.head.title,
        "text": guide.text,
        "claims": claims,
    }


def print_guide(guide: Guide) -> None:
    from pairbond.cli.markdown import print_markdown
    from pairbond.cli.printing import width
    from pairbond.report.catalogue import load_sources
    from pairbond.report.terminal import filled

    print_markdown(guide.text, width())
    numbers = numbered(guide.head.claims)
    sources = load_sources()
    holds = [claim for claim in guide.head.claims if claim.grade != NOT_SO]
    lines = ["", "WHAT THIS RESTS ON", "", *filled(GRADES, width()), ""]
    for claim in holds:
        lines += filled(claim_line(claim, numbers), width(), hang=3)
    if len(holds) < len(guide.head.claims):
        lines += ["", "OFTEN SAID, AND IT DOES NOT HOLD", ""]
        for claim in guide.head.claims:
            lines += filled(claim_line(claim, numbers), width(), hang=3) if claim.grade == NOT_SO else ()
    lines += ["", "SOURCES", ""]
    for key, number in numbers.items():
        lines += filled(f"{number:>2} {sources[key]}", width(), hang=3)
    click.echo("\n".join(lines))


def claim_line(claim: ClaimSpec, numbers: dict[str, int]) -> str:
    mark = "–" if claim.grade == NOT_SO else claim.grade
    cited = ", ".join(map(str, sorted(numbers[key] for key in claim.cite)))
    return f"{mark}  {claim.text}" + (f" [{cited}]" if cited else " [no source]")


def numbered(claims: tuple[ClaimSpec, ...]) -> dict[str, int]:
    """Return the sources in the order in which they are first cited, numbered from 1."""
    return {key: number for number, key in enumerate(dict.fromkeys(cited_keys(claims)), 1)}


def cited_keys(claims: tuple[ClaimSpec, ...]) -> Iterator[str]:
    for claim in claims:
        yield from claim.cite
