"""The stream before the parser: the same whatever pieces it comes in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pairbond.messages.formats.xml_stream import KEPT, mended, without_pictures

PIECES = st.sampled_from(
    [
        b"&#55357;",
        b"&#56832;",
        b"&#xD83D;",
        b"&#xde00;",
        b"&#10000;",
        b"&#10;",
        b"&amp;",
        b"a",
        b"&",
        b"#",
        b"5",
        b";",
        b"<b/>",
    ]
)


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(data[at : at + size])
        at += size
    return [*pieces, data[at:]]


@given(st.lists(PIECES, max_size=40).map(b"".join), st.lists(st.integers(0, 30), max_size=12))
def test_halves_are_joined_wherever_the_pieces_part(data: bytes, sizes: list[int]) -> None:
    assert b"".join(mended(cut(data, sizes))) == b"".join(mended([data]))


def test_pairs_singles_and_other_references() -> None:
    given_and_right = {
        b"&#55357;&#56832;": b"&#128512;",
        b"&#10000;&#55357;&#56832;": b"&#10000;&#128512;",
        b"&#55357;&#55357;&#56832;": b"&#65533;&#128512;",
        b"&#56832;&#55357;": b"&#65533;&#65533;",
        b"&#xD83D;&#xDE00;": b"&#128512;",
        b"&#65;&#x41;&amp;&#128512;": b"&#65;&#x41;&amp;&#128512;",
    }
    for raw, right in given_and_right.items():
        assert b"".join(mended([raw])) == right


FIELD = st.sampled_from(
    [b' data="', b" data='", b'"', b"'", b" ", b"QUJD" * 30, b"QUJD" * 3000, b"<part ", b"/>", b" dat"]
)


@given(st.lists(FIELD, max_size=12).map(b"".join), st.lists(st.integers(0, 9000), max_size=8))
def test_pictures_are_taken_out_wherever_the_pieces_part(data: bytes, sizes: list[int]) -> None:
    assert b"".join(without_pictures(cut(data, sizes))) == b"".join(without_pictures([data]))


def test_only_long_fields_of_data_are_cut() -> None:
    long = b"QUJD" * 3000
    text = b'<a body="%s" data="short"/>' % long
    assert b"".join(without_pictures([text])) == text
    found = b"".join(without_pictures([b'<part data="%s" x="1"/>' % long]))
    assert found == b'<part data="%s" x="1"/>' % long[:KEPT]
