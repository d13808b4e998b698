"""A fault in a file is told in one plain sentence: where, what is expected, what was found."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from pairbond.errors import ContentError
from pairbond.library.spec import Id, Spec, Text
from pairbond.library.validate import validated


class Inner(Spec):
    n: int = Field(ge=1, le=9)


class Sample(Spec):
    """Every kind of part that content files have."""

    id: Id
    text: Text = "x"
    kind: Literal["one", "two"] = "one"
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    inner: Inner = Inner(n=1)
    rows: tuple[Inner, ...] = ()
    pair: tuple[int, int] = (1, 2)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "f.yaml: id is missing."),
        ({"id": "A b"}, "f.yaml: id must have the form "),
        ({"id": "a", "colour": 1}, "f.yaml: colour is not a key that belongs here (found 1)."),
        ({"id": "a", "inner": {"n": 0}}, "f.yaml: inner.n must be 1 or more (found 0)."),
        ({"id": "a", "inner": {"n": 10}}, "f.yaml: inner.n must be 9 or less (found 10)."),
        ({"id": "a", "inner": 3}, "f.yaml: inner must be a mapping of keys (found 3)."),
        ({"id": "a", "rows": [{"n": 1}, {"n": "x"}]}, "f.yaml: rows.1.n must be a whole number (found 'x')."),
        ({"id": "a", "rows": "no"}, "f.yaml: rows must be a list (found 'no')."),
        ({"id": "a", "pair": [1, 2, 3]}, "f.yaml: pair holds too many values (found [1, 2, 3])."),
        ({"id": "a", "pair": [1]}, "f.yaml: pair.1 is missing."),
        ({"id": "a", "share": 1}, "f.yaml: share must be less than 1.0 (found 1)."),
        ({"id": "a", "share": 0}, "f.yaml: share must be more than 0.0 (found 0)."),
        ({"id": "a", "share": "much"}, "f.yaml: share must be a number (found 'much')."),
        ({"id": "a", "text": ""}, "f.yaml: text must not be empty (found '')."),
        ({"id": "a", "text": 7}, "f.yaml: text must be text (found 7)."),
        ({"id": "a", "kind": "three"}, "f.yaml: kind must be 'one' or 'two' (found 'three')."),
        ({"id": "a", "x" * 500: 1}, "f.yaml: 'xxx"),
        ({"id": "a", "": 1}, "f.yaml: '' is not a key that belongs here (found 1)."),
        (
            {"id": "a", "b": 1, "c": 2},
            "f.yaml: b is not a key that belongs here (found 1). (1 more like this)",
        ),
        ([], "f.yaml: found [] where a mapping of keys was expected."),
    ],
)
def test_the_sentence(data: object, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        validated(Sample, data, "f.yaml")
    message = str(caught.value)
    assert message.startswith(says)
    assert len(message) < 200


def test_what_is_right_passes() -> None:
    assert validated(Sample, {"id": "a", "pair": [3, 4]}, "f.yaml").pair == (3, 4)
