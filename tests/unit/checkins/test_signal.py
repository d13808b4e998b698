"""Signal or script: when it answers, when it does not, and what it says with the answer."""

import json
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from pairbond.checkins.diary import Diary, PersonDays
from pairbond.checkins.signal import signal_or_script, window_of
from pairbond.checkins.signal_looks import LOOKS
from pairbond.checkins.signal_model import SETTINGS
from pairbond.checkins.signal_result import VERDICTS, Signal
from pairbond.checkins.signal_verdict import Thresholds, fingerprint_of
from pairbond.errors import ContentError
from pairbond.types import JsonDict

COUNT = len(LOOKS)
THRESHOLDS = Thresholds(
    id="for-tests",
    fingerprint=fingerprint_of(SETTINGS),
    looks=LOOKS,
    shared=(1.5,) * COUNT,
    felt=(1.0,) * COUNT,
    closer=(3.0,) * COUNT,
    closer_felt=(1.5,) * COUNT,
    larger=(1.5,) * COUNT,
    own=(0.7,) * COUNT,
    absent=(1.2,) * COUNT,
    quiet=(-0.3,) * COUNT,
    days_likely=42,
)
FIRST = 739_000


def person(present: np.ndarray, partner_present: np.ndarray) -> PersonDays:
    n = len(present)
    none = np.full(n, np.nan)
    return PersonDays(
        present=present,
        partner_present=partner_present,
        unsettled=none,
        wanted_space=none,
        said_so=none,
        reached=none,
        met=none,
        contact_minutes=none,
        context=(None,) * n,
    )


def couple(
    days: int, *, seed: int = 1, fall: float = 0.0, own: float = 0.0, at: float = 0.5, level: float = 6.5
) -> Diary:
    """A's view of B follows B's reports at .6; from a share *at* of the days on, B and A's own side fall."""
    rng = np.random.default_rng(seed)
    since = np.arange(days) >= days * at
    presence = 1.4 * rng.standard_normal(days) - fall * since
    told = level + presence + 0.8 * rng.standard_normal(days)
    felt = level + 0.6 * presence + 1.2 * rng.standard_normal(days) - own * since
    a_here, b_felt = level + 1.6 * rng.standard_normal((2, days))
    shown = [np.clip(np.rint(values), 0, 10) for values in (a_here, felt, told, b_felt)]
    return Diary(days=np.arange(days) + FIRST, a=person(shown[0], shown[1]), b=person(shown[2], shown[3]))


def answer(diary: Diary, **options: object) -> Signal:
    return signal_or_script(diary, "a", THRESHOLDS, **options)  # type: ignore[arg-type]


def test_both_diaries_fall() -> None:
    signal = answer(couple(63, fall=4.0))
    assert signal.verdict == "shared_change"
    assert (signal.direction, signal.reason) == ("apart", "answered")
    assert signal.step_partner is not None and signal.step_partner.upper < -2
    assert signal.step_perceived is not None and signal.step_perceived.upper < 0
    days = dict(signal.onset)
    assert abs(max(days, key=lambda day: days[day]) - (FIRST + 32)) <= 3
    assert sum(days.values()) <= 1 + 1e-9


def test_and_the_perceiver_falls_further() -> None:
    assert answer(couple(77, fall=4.0, own=3.0)).verdict == "shared_and_larger"


def test_only_the_perceiver_falls() -> None:
    signal = answer(couple(84, own=4.0, seed=3))
    assert signal.verdict == "diaries_differ"
    assert signal.direction is None
    assert any(
        "alarm" in caution.text and "keeps something back" in caution.text for caution in signal.cautions
    )


def test_differing_diaries_are_never_said_before_56_paired_days() -> None:
    """The thresholds of this test would allow it at every look."""
    for seed in range(3):
        for days in (42, 55):
            assert answer(couple(days, own=6.0, seed=seed)).verdict != "diaries_differ"


def test_fifty_six_paired_days_and_not_fifty_six_days() -> None:
    diary = couple(84, own=4.0, seed=3)
    view = diary.a.partner_present.copy()
    view[np.arange(84) % 3 == 1] = np.nan
    thinner = replace(diary, a=replace(diary.a, partner_present=view))
    signal = answer(thinner)
    assert signal.looked_at < 57
    enough = signal.looked_at >= 56
    assert enough or signal.verdict != "diaries_differ"


def test_nothing_happened() -> None:
    found = [answer(couple(84, seed=seed)).verdict for seed in range(5)]
    assert found.count("no_change_seen") >= 3
    assert "shared_and_larger" not in found


def test_both_come_closer() -> None:
    signal = answer(couple(77, fall=-4.0, level=4.0))
    assert signal.verdict in {"shared_change", "shared_and_larger"}
    assert signal.direction == "closer"


@pytest.mark.parametrize("days", [1, 7, 13])
def test_too_few_days_for_a_look(days: int) -> None:
    signal = answer(couple(days))
    assert (signal.verdict, signal.reason, signal.look) == ("cannot_tell", "few_days", None)
    assert signal.bias is None and signal.tracking is None and signal.daily == ()
    assert signal.days == days


def test_days_without_the_other_do_not_count() -> None:
    diary = couple(20)
    told = diary.b.present.copy()
    told[[2, 5, 8, 11, 14, 17, 19]] = np.nan
    signal = answer(replace(diary, b=replace(diary.b, present=told)))
    assert (signal.verdict, signal.reason, signal.days) == ("cannot_tell", "few_days", 13)


def test_one_diary_alone() -> None:
    diary = couple(40)
    signal = answer(replace(diary, b=replace(diary.b, present=np.full(40, np.nan))))
    assert (signal.verdict, signal.reason) == ("cannot_tell", "one_diary")
    assert "says less" in signal.cautions[0].text


def test_half_of_the_days_at_the_top() -> None:
    diary = couple(60, fall=4.0)
    told = diary.b.present.copy()
    told[:30] = 10.0
    signal = answer(replace(diary, b=replace(diary.b, present=told)))
    assert (signal.verdict, signal.reason) == ("cannot_tell", "at_the_end_of_the_scale")


def test_a_fall_to_the_bottom_can_still_show() -> None:
    """Half of the days at 0 after a fall are the fall itself."""
    diary = couple(60, fall=4.0)
    told = diary.b.present.copy()
    told[30:] = 0.0
    assert answer(replace(diary, b=replace(diary.b, present=told))).reason != "at_the_end_of_the_scale"
    told[:30] = 0.0
    told[[4, 40]] = 1.0
    assert answer(replace(diary, b=replace(diary.b, present=told))).reason == "at_the_end_of_the_scale"


def test_a_diary_that_always_says_the_same() -> None:
    diary = couple(60)
    signal = answer(replace(diary, b=replace(diary.b, present=np.full(60, 7.0))))
    assert (signal.verdict, signal.reason) == ("cannot_tell", "no_variation")


def test_no_answer_in_limited_mode() -> None:
    signal = answer(couple(84, fall=4.0), limited=True)
    assert signal.verdict is None and signal.limited
    numbers = [signal.bias, signal.tracking, signal.projection, signal.step_partner, signal.step_own]
    assert numbers == [None] * 5
    assert (signal.daily, signal.onset, signal.cautions, signal.days) == ((), (), (), 0)


def test_looks_are_weekly() -> None:
    """Days after the last full week change nothing but the count of days."""
    diary = couple(48, fall=4.0)
    week = Diary(
        days=diary.days[:42],
        a=person(diary.a.present[:42], diary.a.partner_present[:42]),
        b=person(diary.b.present[:42], diary.b.partner_present[:42]),
    )
    late, early = answer(diary), answer(week)
    assert (late.look, late.days, early.days) == (42, 48, 42)
    assert replace(late, days=42) == early


def test_a_long_diary_is_seen_by_its_last_twelve_weeks() -> None:
    window = window_of(couple(120), "a", LOOKS)
    assert (len(window.days), window.days[0], window.longer) == (84, FIRST + 119 - 84, True)
    signal = answer(couple(120))
    assert signal.look == 84
    assert any(caution.code == "signal.long_diary" for caution in signal.cautions)


def test_the_regression_and_its_days() -> None:
    assert answer(couple(35)).projection is None
    signal = answer(couple(63))
    assert signal.projection is not None and abs(signal.projection.value) < 0.35
    assert signal.tracking is not None and 0.3 < signal.tracking.value < 0.9
    assert signal.bias is not None and signal.bias.lower < 0 < signal.bias.upper
    assert signal.tracking.level == signal.bias.level == 0.9


def test_dips_are_shared_out() -> None:
    signal = answer(couple(63, fall=4.0))
    assert signal.daily
    for dip in signal.daily:
        assert dip.felt < 0
        assert dip.shared + dip.own == pytest.approx(dip.felt)
        assert 0 <= dip.share.lower <= dip.share.value <= dip.share.upper <= 1
    late = [dip.share.value for dip in signal.daily if dip.day >= FIRST + 32]
    assert np.mean(late) > 0.4
    alone = [dip.share.value for dip in answer(couple(84, own=4.0, seed=3)).daily]
    assert np.mean(alone) < 0.3


def test_days_needed_grow_with_missing_days() -> None:
    whole = couple(42)
    view = whole.a.partner_present.copy()
    view[1::3] = np.nan
    assert answer(whole).days_needed == 42
    assert answer(replace(whole, a=replace(whole.a, partner_present=view))).days_needed == 63


def test_thresholds_of_another_model_are_refused() -> None:
    with pytest.raises(ContentError, match="another model"):
        signal_or_script(couple(42), "a", replace(THRESHOLDS, fingerprint="0" * 16))


def test_every_setting_is_in_the_fingerprint() -> None:
    changed = {"reliability": 0.8, "size_own": 1.1, "tolerated": 0.5, "slope": (0.6, 0.28)}
    found = {fingerprint_of(replace(SETTINGS, **{name: value})) for name, value in changed.items()}  # type: ignore[arg-type]
    assert len(found | {fingerprint_of(SETTINGS)}) == 1 + len(changed)


def test_thresholds_are_obeyed() -> None:
    never = replace(
        THRESHOLDS, shared=(inf,) * COUNT, closer=(inf,) * COUNT, own=(inf,) * COUNT, quiet=(-inf,) * COUNT
    )
    assert signal_or_script(couple(84, fall=4.0), "a", never).verdict == "cannot_tell"
    assert signal_or_script(couple(84, own=4.0, seed=3), "a", never).verdict == "cannot_tell"


def test_json() -> None:
    for diary in (couple(9), couple(63, fall=4.0)):
        data: JsonDict = answer(diary).to_dict()
        again = json.loads(json.dumps(data, allow_nan=False))
        assert again["verdict"] == data["verdict"] in VERDICTS
        assert again["days"] == data["days"] and len(again["daily"]) == len(data["daily"])  # type: ignore[arg-type]
