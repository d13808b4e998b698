"""A banded report is a function of the bands: whatever else the answers are, not a byte changes.

This is also the attacker with unlimited edits of the own answers (an oracle): for every set of own
answers, two partners with the same bands give the same report, so no number of reports tells them
apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.strategies import (
    CREATED,
    INSTRUMENTS,
    answers_file,
    instruments_of,
    person_answers,
    seeds,
    tries,
    with_consent,
)

from pairbond.findings import Chart, Report
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_report
from pairbond.safety import BAND_ROWS
from pairbond.safety.bands import BANDS, Band, scale_band

CHOICES: dict[Band, list[int]] = {"lower": [1, 2], "middle": [3], "upper": [4, 5]}
ROWS = [construct for rows in BAND_ROWS.values() for construct in rows]
bands = st.fixed_dictionaries({construct: st.sampled_from(BANDS) for construct in ROWS})
CONSENT = {**dict.fromkeys(BAND_ROWS, "banded"), "conflict": "banded", "values": "none"}


def banded_person(wanted: dict[str, Band], seed: int, alias: str, *, gaps: bool = False) -> AnswersFile:
    """Somebody in these bands; all that the bands leave open is drawn at random, also every other part."""
    rng = np.random.default_rng(seed)
    answers = person_answers(INSTRUMENTS, style="uniform", missing=0.0, rng=rng)
    for instrument in instruments_of(INSTRUMENTS):
        for scale in instrument.scales:
            if scale.construct not in wanted:
                continue
            given_answers = answers[instrument.id]
            for item in scale.items:
                value = int(rng.choice(CHOICES[wanted[scale.construct]]))
                given_answers[item] = 6 - value if item in scale.reverse else value
            if gaps:
                del given_answers[scale.items[int(rng.integers(len(scale.items)))]]
    made = answers_file(answers, alias=alias)
    for responses in made.responses.values():
        for scale in responses.instrument.scales:
            if scale.construct in wanted:
                assert scale_band(responses, scale) == wanted[scale.construct]
    return made


def everything(report: Report) -> str:
    blocks = [(s.id, s.title, s.blocks) for s in report.sections]
    return json.dumps(report.to_dict(), sort_keys=True) + repr((report.header, blocks))


def banded(a: AnswersFile, b: AnswersFile) -> Report:
    return build_report(a, b, created=CREATED, banded=True)


@tries(12)
@given(bands, bands, seeds, seeds, seeds)
def test_two_partners_in_the_same_bands_give_the_same_report(
    mine: dict[str, Band], theirs: dict[str, Band], own: int, one: int, other: int
) -> None:
    me = banded_person(mine, own, "Ada")
    first = everything(banded(me, banded_person(theirs, one, "Ben")))
    assert everything(banded(me, banded_person(theirs, other, "Ben"))) == first
    assert everything(banded(me, banded_person(theirs, other, "Ben", gaps=True))) == first


@tries(5)
@given(bands, bands, seeds, seeds)
def test_the_consent_to_bands_shows_what_the_option_shows(
    mine: dict[str, Band], theirs: dict[str, Band], own: int, one: int
) -> None:
    me, you = banded_person(mine, own, "Ada"), banded_person(theirs, one, "Ben")
    agreed = build_report(with_consent(me, CONSENT), with_consent(you, CONSENT), created=CREATED)
    asked = banded(me, you)
    assert agreed.to_dict() | {"cannot_say": 0} == asked.to_dict() | {"cannot_say": 0}
    one_open = build_report(
        with_consent(me, dict.fromkeys(CONSENT, "open")), with_consent(you, CONSENT), created=CREATED
    )
    assert everything(one_open) == everything(agreed)


def numbers(data: Any) -> Iterator[float]:
    """Every number in JSON data that is not a whole count."""
    if isinstance(data, dict):
        for value in data.values():
            yield from numbers(value)
    elif isinstance(data, list):
        for value in data:
            yield from numbers(value)
    elif isinstance(data, float):
        yield data


@tries(5)
@given(bands, bands, seeds, seeds)
def test_no_decimal_no_chart_and_no_item_is_in_any_form_of_it(
    mine: dict[str, Band], theirs: dict[str, Band], own: int, one: int
) -> None:
    report = banded(banded_person(mine, own, "Ada"), banded_person(theirs, one, "Ben"))
    data = json.loads(json.dumps(report.to_dict()))
    assert list(numbers(data)) == []
    assert data["quality"] == {"a": {}, "b": {}}
    assert all(person["scales"] == {} for person in data["people"].values())
    assert not any(isinstance(block, Chart) for section in report.sections for block in section.blocks)
    said = json.dumps([data["findings"], data["bands"]["parts"]])
    assert not re.search(r"\d", re.sub(r"[a-z]+-\d{4}|bands\.\w+", "", said.replace("null", "")))
    assert {
        row[who] for rows in data["bands"]["parts"].values() for row in rows.values() for who in "ab"
    } <= set(BANDS)
    assert not re.search(r"\b(?:closeness|bond|ipip-50|conflict|values)\.\d", json.dumps(data))


def test_the_page_and_the_text_hold_the_bands_and_no_picture() -> None:
    wanted: dict[str, Band] = dict.fromkeys(ROWS, "lower")
    made = [banded_person(wanted, seed, name) for seed, name in ((1, "Ada"), (2, "Ben"))]
    report = build_report(*made, created=CREATED, banded=True)
    page, text = report.html(), report.text()
    for form in (page, text):
        assert form.count("lower third") >= 18
    body = page[page.index("<body") :]
    section = re.search(r'<section[^>]*id="part-bands" aria.*?</section>', body, re.DOTALL)
    assert section is not None
    assert not re.search(r"\d[.,]\d|<svg|<circle|<path", section.group())


def test_ones_own_report_stays_exact_beside_it() -> None:
    wanted: dict[str, Band] = dict.fromkeys(ROWS, "upper")
    a, b = banded_person(wanted, 1, "Ada"), banded_person(wanted, 2, "Ben")
    own = build_report(a, b, reader="a", created=CREATED, banded=True)
    assert everything(own) == everything(build_report(a, reader="a", created=CREATED))
    assert own.to_dict()["people"]["a"]["scales"]["closeness.anxiety"]["value"] > 3.6  # type: ignore[index]


@pytest.mark.parametrize("who", [0, 1])
def test_a_person_who_left_out_too_much_and_one_who_did_not_look_the_same(who: int) -> None:
    wanted: dict[str, Band] = dict.fromkeys(ROWS, "middle")
    people = [banded_person(wanted, 5, "Ada"), banded_person(wanted, 6, "Ben")]
    scale = people[who].responses["closeness"].instrument.scale("closeness.anxiety")
    kept = {
        name: {
            item: int(value)
            for item, value in zip(r.instrument.item_ids, r.values.tolist(), strict=True)
            if value >= 0 and item not in scale.items
        }
        for name, r in people[who].responses.items()
    }
    people[who] = answers_file(kept, alias=people[who].alias)
    data: Any = banded(*people).to_dict()
    rows = data["bands"]["parts"]["attachment"]
    assert rows["attachment.anxiety"] == {"a": None, "b": None}
    assert rows["attachment.avoidance"] == {"a": "middle", "b": "middle"}


@tries(5)
@given(bands, bands, seeds)
def test_exchanging_the_two_exchanges_their_columns_and_nothing_else(
    mine: dict[str, Band], theirs: dict[str, Band], seed: int
) -> None:
    me, you = banded_person(mine, seed, "Ada"), banded_person(theirs, seed + 1, "Ben")
    one: Any = banded(me, you).to_dict()
    two: Any = banded(you, me).to_dict()
    turned = {
        part: {construct: {"a": row["b"], "b": row["a"]} for construct, row in rows.items()}
        for part, rows in two["bands"]["parts"].items()
    }
    assert turned == one["bands"]["parts"]
    assert [f["text"] for f in one["findings"]] == [f["text"] for f in two["findings"]]
    assert one["cannot_say"] == two["cannot_say"]
