"""Golden cases are held against the scores they state."""

import pytest

from pairbond.library.golden import equal, text


@pytest.mark.parametrize(
    ("stated", "found", "same"),
    [
        (None, None, True),
        (None, 3.0, False),
        (3.0, None, False),
        (6.6666666667, 20 / 3, True),
        (6.667, 20 / 3, False),
    ],
)
def test_equal(stated: float | None, found: float | None, same: bool) -> None:
    assert equal(stated, found) is same


def test_values_are_told_in_short() -> None:
    assert (text(None), text(20 / 3), text(4.0)) == ("unscored", "6.666667", "4")
