import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pairbond.app.envelope import (
    BUCKET,
    Place,
    blind_index,
    derived_key,
    new_key,
    open_bytes,
    open_json,
    seal_bytes,
    seal_json,
)
from pairbond.errors import StoreError

KEY = bytes(range(32))
HERE = Place(table="answer", column="sealed", row="7", owner="a")


@given(st.binary(max_size=600))
def test_what_is_sealed_comes_back(data: bytes) -> None:
    assert open_bytes(seal_bytes(data, KEY, HERE), KEY, HERE) == data


@pytest.mark.parametrize(
    "other",
    [
        Place(table="event", column="sealed", row="7", owner="a"),
        Place(table="answer", column="other", row="7", owner="a"),
        Place(table="answer", column="sealed", row="8", owner="a"),
        Place(table="answer", column="sealed", row="7", owner="b"),
        Place(table="answer", column="sealed", row="7", owner="a", version=2),
    ],
)
def test_a_row_opens_in_its_place_only(other: Place) -> None:
    blob = seal_json({"value": 4}, KEY, HERE)
    with pytest.raises(StoreError, match="damaged or was moved"):
        open_json(blob, KEY, other)


@example(("a|a", "a", "", ""), ("a", "a|a", "", ""))  # chance seldom draws two that could be mistaken
@example(("a\\|", "a", "", ""), ("a\\", "|a", "", ""))
@given(st.tuples(*[st.text("a|\\", max_size=4)] * 4), st.tuples(*[st.text("a|\\", max_size=4)] * 4))
def test_two_places_are_never_written_alike(
    one: tuple[str, str, str, str], two: tuple[str, str, str, str]
) -> None:
    names = ("table", "column", "row", "owner")
    bound = [Place(**dict(zip(names, each, strict=True))).bound for each in (one, two)]
    assert (bound[0] == bound[1]) == (one == two)


def test_another_key_does_not_open() -> None:
    with pytest.raises(StoreError):
        open_bytes(seal_bytes(b"x", KEY, HERE), new_key(), HERE)


@given(st.integers(0, 200))
def test_a_changed_byte_does_not_open(position: int) -> None:
    blob = bytearray(seal_bytes(b"quiet", KEY, HERE))
    blob[position % len(blob)] ^= 1
    with pytest.raises(StoreError):
        open_bytes(bytes(blob), KEY, HERE)


def test_short_blobs_are_refused_not_crashed_on() -> None:
    for length in range(30):
        with pytest.raises(StoreError):
            open_bytes(bytes(length), KEY, HERE)


def test_all_single_answers_are_equally_long() -> None:
    lengths = {
        len(seal_json({"item": "moves.quiet.stirs", "value": value, "seconds": 1.5}, KEY, HERE))
        for value in (1, None, ["quiet", "leaving"])
    }
    assert lengths == {12 + BUCKET + 16}


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal_bytes(b"x", KEY, HERE) != seal_bytes(b"x", KEY, HERE)


def test_names_that_look_alike_are_one() -> None:
    assert blind_index(" Sam@Example.org ", KEY) == blind_index("sam@example.ORG", KEY)
    assert blind_index("sam", KEY) != blind_index("sam", new_key())


def test_keys_for_purposes_differ() -> None:
    assert len({derived_key(KEY, purpose) for purpose in ("a", "b", "c")}) == 3
