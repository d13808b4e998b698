"""The public names work whatever was imported before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pairbond

ORDERS = {
    "fresh": "",
    "after the package": "import pairbond.report.build, pairbond.profile.profile\n",
    "after an alias": "import pairbond.report.build as built\n",
}


@pytest.mark.parametrize("before", ORDERS.values(), ids=ORDERS.keys())
def test_report_and_profile_can_be_called(before: str) -> None:
    code = (
        f"{before}import pairbond as pb\n"
        "a, b = pb.synthetic_couple(7, ['closeness'])\n"
        "print(pb.report(a, b).mode, pb.profile(a).has_part('attachment.'))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(pairbond.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.split() == ["partial", "True"]


def test_every_public_name_exists() -> None:
    assert [name for name in pairbond.__all__ if not hasattr(pairbond, name)] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'compatibility'"):
        _ = pairbond.compatibility
