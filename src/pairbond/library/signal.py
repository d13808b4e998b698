"""The answer from two diaries, with the thresholds and the power table that ship."""

from __future__ import annotations

from functools import cache
from math import inf

import numpy as np

from pairbond.checkins.entries import CheckIns
from pairbond.checkins.planner import PowerTable
from pairbond.checkins.signal import signal_or_script
from pairbond.checkins.signal_regression import POPULATION, Population
from pairbond.checkins.signal_result import Signal
from pairbond.checkins.signal_verdict import Thresholds
from pairbond.library.paths import CONTENT
from pairbond.library.signal_spec import LookSpec, SignalPowerSpec, SignalThresholdsSpec
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.types import Who

THRESHOLDS = CONTENT / "calibration" / "signal-thresholds.yaml"
POWER = CONTENT / "calibration" / "signal-power.yaml"


@cache
def load_thresholds() -> Thresholds:
    """Return the thresholds of the five answers at each weekly look."""
    return thresholds_from(validated(SignalThresholdsSpec, read_yaml(THRESHOLDS), THRESHOLDS.name))


def thresholds_from(spec: SignalThresholdsSpec) -> Thresholds:
    """Return thresholds; where a look may not give an answer, they are such that nothing reaches them."""

    def each(name: str) -> tuple[float, ...]:
        return tuple(value_of(look, name) for look in spec.looks)

    return Thresholds(
        id=spec.id,
        fingerprint=spec.fingerprint,
        looks=tuple(look.day for look in spec.looks),
        shared=each("shared"),
        felt=each("felt"),
        closer=each("closer"),
        closer_felt=each("closer_felt"),
        larger=each("larger"),
        own=each("own"),
        absent=each("absent"),
        quiet=each("quiet"),
        days_likely=spec.days_likely,
    )


def value_of(look: LookSpec, name: str) -> float:
    value = getattr(look, name)
    if value is None:
        return -inf if name == "quiet" else inf
    return float(value)


@cache
def load_power() -> PowerTable:
    """Return how likely an answer is by each weekly look, as it was simulated."""
    spec = validated(SignalPowerSpec, read_yaml(POWER), POWER.name)
    changes, missing = sorted({r.change for r in spec.rows}), sorted({r.missing for r in spec.rows})
    found = {(row.change, row.missing): row for row in spec.rows}
    shared = [[found[c, m].shared for m in missing] for c in changes]
    differ = [[found[c, m].differ for m in missing] for c in changes]
    return PowerTable(
        id=spec.id,
        runs=spec.runs,
        days=spec.days,
        changes=np.array(changes),
        missing=np.array(missing),
        shared=np.array(shared, dtype=np.float64),
        differ=np.array(differ, dtype=np.float64),
    )


def answered(
    checkins: CheckIns, *, person: Who, population: Population = POPULATION, limited: bool = False
) -> Signal:
    """Return whether a change that *person* felt shows in both diaries."""
    return signal_or_script(checkins.diary, person, load_thresholds(), population=population, limited=limited)
