"""Which column holds which item: patterns, runs, layouts, names, guesses and refusals."""

from __future__ import annotations

import pytest

from pairbond.cohort.columns import resolve_columns
from pairbond.errors import ConfigError
from pairbond.library.instruments import load_instrument

ECR, IPIP = load_instrument("ecr"), load_instrument("ipip-50")
Q = [f"Q{n}" for n in range(1, 37)]
DOMAINS = [f"{letter}{n}" for letter in "ENACO" for n in range(1, 11)]
LAYOUT = list(IPIP.layouts["domains"])


@pytest.mark.parametrize(
    ("wanted", "header", "expected"),
    [
        ("Q{n}", ["age", *Q], Q),
        ("item{n:02}", [f"item{n:02d}" for n in range(36, 0, -1)], [f"item{n:02d}" for n in range(1, 37)]),
        ("Q1..Q36", ["id", *Q, "age"], Q),
        (" Q1 .. Q36 ", ["id", *Q, "age"], Q),
        (",".join(Q), Q, Q),
        (", ".join(Q[::-1]), Q, Q[::-1]),
        (Q[::-1], Q, Q[::-1]),
        (None, [*Q, "age"], Q),
        (None, list(ECR.item_ids), list(ECR.item_ids)),
    ],
)
def test_columns_of_the_ecr(wanted: str | list[str] | None, header: list[str], expected: list[str]) -> None:
    assert resolve_columns(wanted, header, ECR) == expected


@pytest.mark.parametrize("wanted", ["domains", "E1..O10", None])
def test_a_domain_wise_file_is_put_in_item_order(wanted: str | None) -> None:
    assert resolve_columns(wanted, ["race", *DOMAINS], IPIP) == LAYOUT


@pytest.mark.parametrize(
    ("wanted", "header", "message"),
    [
        ("X{n}", Q, "There is no column 'X1' (36 of 36 are absent); the file has Q1, Q2,"),
        ("Q1..Q35", Q, "ecr has 36 items, the columns name 35."),
        ("Q1..Z9", Q, "There is no column 'Z9'; the file has Q1,"),
        ("Q36..Q1", Q, "ecr has 36 items, the columns name 0."),
        ("everything", Q, "--columns 'everything' is not understood;"),
        ("Q1,Q2", Q, "ecr has 36 items, the columns name 2."),
        (None, ["a", "b"], "Which columns are the 36 items of ecr? Say so with --columns,"),
        (None, [*Q, *(f"R{n}" for n in range(1, 37))], "Which columns are the 36 items of ecr?"),
    ],
)
def test_columns_that_do_not_fit(wanted: str | None, header: list[str], message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        resolve_columns(wanted, header, ECR)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_long_headers_are_cut_short() -> None:
    with pytest.raises(ConfigError, match="and 28 more"):
        resolve_columns("X{n}", Q, ECR)
