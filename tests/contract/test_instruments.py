"""One suite over every questionnaire that ships: keys, ids, golden cases, hash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from tests.property.strategies import shipped

from pairbond.cohort.table import score_table
from pairbond.instruments import Instrument
from pairbond.library.instruments import (
    content_hash,
    instrument_ids,
    load_instrument,
    read_instrument,
    read_spec,
)
from pairbond.library.norms import choose_norms, load_norms
from pairbond.library.paths import CONTENT
from pairbond.library.spec import InstrumentSpec
from pairbond.safety import PARTS, is_private
from pairbond.safety.consent import PRIVATE
from pairbond.scoring import read_responses, score

FOLDER = CONTENT / "instruments"
ID = re.compile(r"[a-z0-9.-]+")
EVERY = pytest.mark.parametrize("name", instrument_ids())
GOLDEN = [
    (name, case.name) for name in instrument_ids() for case in read_spec(FOLDER / f"{name}.yaml").golden
]


def spec_of(name: str) -> InstrumentSpec:
    return read_spec(FOLDER / f"{name}.yaml")


def numbered(instrument: str, numbers: str) -> set[str]:
    return {f"{instrument}.{int(number):02d}" for number in numbers.split()}


# ---- golden answers and scores -------------------------------------------------------------------


@pytest.mark.parametrize(("name", "case"), GOLDEN)
def test_golden_answers_give_golden_scores(name: str, case: str) -> None:
    instrument = load_instrument(name)
    golden = next(g for g in spec_of(name).golden if g.name == case)
    answers = dict(zip(instrument.item_ids, golden.answers, strict=True))
    found = score(read_responses(answers, instrument))
    assert set(golden.scores) == {str(scale.id) for scale in instrument.scales}
    for scale_id, expected in golden.scores.items():
        value = found[scale_id].value
        assert value is None if expected is None else value == pytest.approx(expected, abs=1e-9), scale_id


@pytest.mark.parametrize("name", [i.id for i in shipped() if i.scales])
def test_golden_cases_hold_for_tables_too(name: str) -> None:
    """A choice from a list is in no score, so its column stays empty."""
    instrument, cases = load_instrument(name), spec_of(name).golden
    sheet = [[answer if isinstance(answer, int) else np.nan for answer in case.answers] for case in cases]
    frame = score_table(np.array(sheet, dtype=float), instrument)
    for scale in instrument.scales:
        for case, value in zip(cases, frame[scale.id].to_list(), strict=True):
            expected = case.scores[scale.id]
            assert value == (None if expected is None else pytest.approx(expected, abs=1e-9)), (
                case.name,
                scale.id,
            )


@pytest.mark.parametrize("name", [i.id for i in shipped() if i.scales and len(i.items) > 1])
def test_golden_cases_try_the_upper_end_and_gaps(name: str) -> None:
    instrument, cases = load_instrument(name), spec_of(name).golden
    highest = {
        i: instrument.response_for(x).maximum for i, x in enumerate(instrument.items) if x.pick is None
    }
    assert any(all(case.answers[i] == value for i, value in highest.items()) for case in cases)
    assert any(None in case.answers for case in cases)
    assert any(None in case.scores.values() for case in cases), "no case is below the minimum of answers"


# ---- hash, ids, keys -----------------------------------------------------------------------------


def test_hashes_differ_between_instruments() -> None:
    hashes = {load_instrument(name).content_hash for name in instrument_ids()}
    assert len(hashes) == len(instrument_ids())


@EVERY
def test_any_change_of_content_changes_the_hash(name: str) -> None:
    spec = spec_of(name)
    data = spec.model_dump(mode="json", by_alias=True)
    assert content_hash(InstrumentSpec.model_validate(data)) == content_hash(spec)
    changed = [
        {**data, "title": data["title"] + "."},
        {**data, "version": "9.9.9"},
        {**data, "items": [{**data["items"][0], "facet": "another"}, *data["items"][1:]]},
        {**data, "golden": [{**data["golden"][0], "name": "another"}, *data["golden"][1:]]},
        *changed_scales(data),
    ]
    hashes = {content_hash(InstrumentSpec.model_validate(one)) for one in changed}
    assert len(hashes) == len(changed)
    assert content_hash(spec) not in hashes


def changed_scales(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same with another minimum, and with another key where items have keys."""
    if not data["scales"]:
        return
    first, *others = data["scales"]
    minimum = first["missing"]["min_answered"]
    other = minimum - 1 if minimum > 1 else None
    if other:
        yield {**data, "scales": [{**first, "missing": {"min_answered": other}}, *others]}
    if "products" not in first:
        reverse = sorted(set(first["reverse"]) ^ {first["items"][0]})
        yield {**data, "scales": [{**first, "reverse": reverse}, *others]}


@EVERY
def test_the_hash_is_that_of_content_and_not_of_layout(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp(name) / f"{name}.yaml"
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    path.write_text("# a comment\n" + text + "\n\n", encoding="utf-8")
    assert read_instrument(path).content_hash == load_instrument(name).content_hash


@EVERY
def test_ids_are_stable_strings(name: str) -> None:
    instrument = load_instrument(name)
    ids = [instrument.id, *instrument.item_ids, *(s.id for s in instrument.scales)]
    assert all(ID.fullmatch(found) for found in ids)
    assert all(found.startswith(f"{name}.") for found in ids[1:])
    assert len(set(instrument.item_ids)) == len(instrument.items)
    assert len({scale.id for scale in instrument.scales}) == len(instrument.scales)


@pytest.mark.parametrize("name", [i.id for i in shipped() if i.worded])
def test_nothing_is_asked_in_vain(name: str) -> None:
    """Every item of ours is scored, unless it is a choice or the questionnaire has no scores."""
    instrument = load_instrument(name)
    used = {item for scale in instrument.scales for item in scale.items}
    assert {item.id for item in instrument.items if item.pick is None} <= used or not instrument.scales


@EVERY
def test_every_construct_belongs_to_a_part_of_consent_or_stays_with_the_person(name: str) -> None:
    for scale in load_instrument(name).scales:
        parts = [part for part, prefix in PARTS.items() if scale.construct.startswith(prefix)]
        assert len(parts) + scale.construct.startswith(PRIVATE) == 1, scale.construct
        assert is_private(scale.construct) == (not parts), scale.construct


@EVERY
def test_a_score_needs_more_than_half_of_the_answers(name: str) -> None:
    """Of a pair that asks one count twice, one is enough; no published rule asks for less."""
    for scale in load_instrument(name).scales:
        assert 2 * scale.min_answered > scale.size or (name, scale.size) == ("needs", 2), scale.id


@EVERY
def test_wording_ships_only_where_it_is_ours(name: str) -> None:
    instrument = load_instrument(name)
    assert all((item.text is not None) == instrument.worded for item in instrument.items)
    assert instrument.licence.startswith("CC-BY-4.0" if instrument.worded else "not shipped")


@EVERY
def test_norms_are_of_this_instrument_in_this_version(name: str) -> None:
    instrument = load_instrument(name)
    choice = choose_norms(instrument)
    if choice is None:
        assert instrument.borrowed_norm is None
        return
    assert choice.borrowed == (instrument.borrowed_norm is not None)
    assert set(choice.scales) == {scale.id for scale in instrument.scales}
    for scale in instrument.scales:
        norm = choice.norm_for(scale.id)
        assert norm is not None and (choice.borrowed or norm.n_items == len(scale.items))


def test_personality_borrows_the_norms_of_ipip_50() -> None:
    own = load_instrument("personality")
    choice = choose_norms(own)
    assert own.borrowed_norm is not None and choice is not None
    assert (own.borrowed_norm.instrument, choice.borrowed) == ("ipip-50", True)
    names = ("extraversion", "neuroticism", "agreeableness", "conscientiousness", "openness")
    pairs = {f"personality.{name}": f"ipip-50.{name}" for name in names}
    assert dict(own.borrowed_norm.scales) == pairs
    lent = load_instrument("ipip-50")
    for mine, theirs in pairs.items():
        assert own.scale(mine).construct == lent.scale(theirs).construct


def test_norm_files_name_the_hash_of_the_keys_they_were_made_with() -> None:
    from pairbond.library.norms import norm_paths, read_norm_spec

    for path in norm_paths():
        spec = read_norm_spec(path)
        assert spec.instrument_hash == load_instrument(spec.instrument).content_hash, path.name
    assert load_norms()


def test_the_spec_refuses_what_no_instrument_may_hold() -> None:
    data = spec_of("ecr").model_dump(mode="json", by_alias=True)
    for fault in (
        {"extra": 1},
        {"items": data["items"][:-1]},
        {"response": {"min": 5, "max": 1}},
        {"scales": [{**data["scales"][0], "reverse": ["ecr.01"]}]},
        {"golden": []},
        {"version": "1"},
        {"id": "ECR 1"},
    ):
        with pytest.raises(ValidationError):
            InstrumentSpec.model_validate({**data, **fault})


# ---- keys as in the literature -------------------------------------------------------------------


def reversed_items(instrument: Instrument) -> set[str]:
    return {str(item) for scale in instrument.scales for item in scale.reverse}


def test_ecr_keys() -> None:
    ecr = load_instrument("ecr")
    assert reversed_items(ecr) == numbered("ecr", "3 15 19 22 25 27 29 31 33 35")
    assert set(ecr.scale("ecr.avoidance").items) == {f"ecr.{n:02d}" for n in range(1, 37, 2)}
    assert set(ecr.scale("ecr.anxiety").items) == {f"ecr.{n:02d}" for n in range(2, 37, 2)}


def test_ecr_r_keys() -> None:
    ecr_r = load_instrument("ecr-r")
    expected = numbered("ecr-r", "9 11 20 22 26 27 28 29 30 31 33 34 35 36")
    assert reversed_items(ecr_r) == expected
    assert set(ecr_r.scale("ecr-r.anxiety").items) == {f"ecr-r.{n:02d}" for n in range(1, 19)}
    assert set(ecr_r.scale("ecr-r.avoidance").items) == {f"ecr-r.{n:02d}" for n in range(19, 37)}


def test_ecr_r_keys_are_not_ecr_keys() -> None:
    def numbers(name: str) -> set[str]:
        return {item.rsplit(".", 1)[1] for item in reversed_items(load_instrument(name))}

    assert numbers("ecr") != numbers("ecr-r")


def test_closeness_is_keyed_as_ecr_item_by_item() -> None:
    ecr, own = load_instrument("ecr"), load_instrument("closeness")
    renamed = {item.replace("ecr", "closeness") for item in reversed_items(ecr)}
    assert reversed_items(own) == renamed


@pytest.mark.parametrize(
    ("letter", "scale", "turned"),
    [
        ("E", "extraversion", "2 4 6 8 10"),
        ("N", "neuroticism", "2 4"),
        ("A", "agreeableness", "1 3 5 7"),
        ("C", "conscientiousness", "2 4 6 8"),
        ("O", "openness", "2 4 6"),
    ],
)
def test_ipip_50_keys_by_column(letter: str, scale: str, turned: str) -> None:
    ipip = load_instrument("ipip-50")
    column = dict(zip(ipip.item_ids, ipip.layouts["domains"], strict=True))
    found = ipip.scale(f"ipip-50.{scale}")
    assert [column[item] for item in found.items] == [f"{letter}{n}" for n in range(1, 11)]
    assert {column[item] for item in found.reverse} == {f"{letter}{n}" for n in turned.split()}
