"""The bound on what bands leak: instruments that ship, scales that must fail, and an attacker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pairbond.instruments import Instrument, Scale
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.safety import BAND_ROWS
from pairbond.safety.bands import band_of
from pairbond.safety.leakage import (
    MAX_BITS,
    ItemKind,
    correlated,
    exact,
    instrument_leaks,
    item_kinds,
    leak_of,
    overlapping,
    third,
)

BANDED = [name for name in instrument_ids() if any(s.bands for s in load_instrument(name).scales)]


def declared(instrument: Instrument) -> list[Scale]:
    return [scale for scale in instrument.scales if scale.bands]


@pytest.mark.parametrize("name", BANDED)
def test_everything_a_banded_report_can_show_is_within_the_bound(name: str) -> None:
    instrument = load_instrument(name)
    for ids, leak in instrument_leaks(instrument, declared(instrument)).items():
        assert leak.within, ids
        assert 0 < leak.worst <= MAX_BITS


def test_only_rows_of_the_table_are_declared_and_each_row_has_a_scale() -> None:
    rows = {construct for constructs in BAND_ROWS.values() for construct in constructs}
    found = {s.construct for name in BANDED for s in declared(load_instrument(name))}
    assert found == rows


@pytest.mark.parametrize("name", ["values", "dealbreakers", "conflict", "needs", "moves", "csi-4", "tipi"])
def test_short_scales_are_shown_openly_or_not_at_all(name: str) -> None:
    assert not declared(load_instrument(name))


@pytest.mark.parametrize("name", ["values", "conflict", "tipi", "bond"])
def test_and_they_would_fail(name: str) -> None:
    instrument = load_instrument(name)
    short = [scale for scale in instrument.scales if scale.size <= 4]
    assert short
    for scale in short:
        (leak,) = instrument_leaks(instrument, [scale]).values()
        assert not leak.within, scale.id


def test_four_answers_on_five_points_are_the_fewest_that_pass() -> None:
    """A scale of four items may miss none of them then; with one missing it fails."""
    found = {n: leak_of([ItemKind(options=5, ways=(1,), count=n)], [n]) for n in (3, 4, 5, 6)}
    assert [leak.within for leak in found.values()] == [False, True, True, True]
    assert not leak_of([ItemKind(options=5, ways=(1,), count=4)], [3]).within


def test_missing_answers_count_at_their_most() -> None:
    whole = leak_of([ItemKind(options=5, ways=(1,), count=8)], [8]).worst
    gaps = leak_of([ItemKind(options=5, ways=(1,), count=8)], [5]).worst
    assert gaps == pytest.approx(leak_of([ItemKind(options=5, ways=(1,), count=5)], [5]).worst)
    assert gaps > whole


def test_the_exact_sum_gives_every_answer_away_at_its_ends() -> None:
    leak = leak_of([ItemKind(options=6, ways=(1,), count=12)], [12], cell=exact)
    assert leak.worst == pytest.approx(np.log2(6))
    assert leak.fewest == 1


@pytest.mark.parametrize("span", range(1, 200))
def test_bands_are_thirds_and_the_same_from_both_ends(span: int) -> None:
    bands = [third(place, span) for place in range(span + 1)]
    assert bands == sorted(bands)
    assert [2 - band for band in reversed(bands)] == bands
    if span >= 8:
        assert all(bands.count(band) >= span // 3 for band in (0, 1, 2))
        assert bands[0] == bands[1] and bands[-1] == bands[-2]


@pytest.mark.parametrize(
    ("place", "span", "band"),
    [
        (6, 20, "lower"),
        (7, 20, "middle"),
        (13, 20, "middle"),
        (14, 20, "upper"),
        (8, 24, "middle"),
        (16, 24, "middle"),
    ],
)
def test_a_sum_on_a_boundary_is_in_the_middle(place: int, span: int, band: str) -> None:
    assert band_of(place, span) == band


def test_turning_items_round_changes_nothing() -> None:
    instrument = load_instrument("closeness")
    (scale,) = [s for s in declared(instrument) if s.construct == "attachment.avoidance"]
    plain = replace(scale, reverse=frozenset())
    assert item_kinds(instrument, [scale]) == item_kinds(instrument, [plain])


def test_scales_are_together_where_they_share_an_item_also_through_a_third() -> None:
    instrument = load_instrument("bfi-2")
    domain = instrument.scale("bfi-2.extraversion")
    facet = instrument.scale("bfi-2.extraversion.energy")
    other = instrument.scale("bfi-2.openness")
    assert [[s.id for s in g] for g in overlapping([facet, other, domain])] == [
        [other.id],
        [facet.id, domain.id],
    ]


def test_a_subscale_beside_its_domain_fails_where_the_domain_alone_passes() -> None:
    """T-24: bands of overlapping scales intersect."""
    instrument = load_instrument("bfi-2")
    domain = instrument.scale("bfi-2.extraversion")
    facet = instrument.scale("bfi-2.extraversion.energy")
    (alone,) = instrument_leaks(instrument, [domain]).values()
    (both,) = instrument_leaks(instrument, [domain, facet]).values()
    assert alone.within and not both.within
    assert both.worst > alone.worst


def test_items_that_hang_together_tell_more() -> None:
    instrument = load_instrument("personality")
    scales = declared(instrument)[:1]
    gains = [correlated(instrument, scales, r) for r in (0.1, 0.3, 0.5)]
    assert gains == sorted(gains)
    assert gains[0] > next(iter(instrument_leaks(instrument, scales).values())).worst


def test_an_attacker_who_knows_all_but_one_answer_is_no_part_of_the_bound() -> None:
    """Stated limit: the bound takes the other answers as unknown. Who knows them all learns more."""
    k, options = 6, 5
    known = 8  # the sum of the five known answers, just below the boundary of thirds of 24
    posterior = [x for x in range(options) if band_of(known - 1 + x, k * (options - 1)) == "lower"]
    assert posterior == [0]
