"""Loads the value profile that two strangers are compared by."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from pairbond.dyad.values import TEN_VALUES, ValueReference
from pairbond.errors import ContentError
from pairbond.library.content_spec import ValueReferenceSpec
from pairbond.library.paths import CONTENT
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


@cache
def load_value_reference() -> ValueReference:
    """Return the value profile that two strangers are compared by."""
    path = CONTENT / "calibration" / "value-profile.yaml"
    spec = validated(ValueReferenceSpec, read_yaml(path), path.name)
    if set(spec.profile) != set(TEN_VALUES) or len(spec.levels) != len(spec.strangers):
        raise ContentError(f"{path.name}: profile and quantiles must be complete.")
    return ValueReference(
        profile=MappingProxyType(dict(spec.profile)),
        levels=spec.levels,
        strangers=spec.strangers,
        raw_mean=spec.raw_mean,
        who=spec.who,
        n=spec.n,
    )
