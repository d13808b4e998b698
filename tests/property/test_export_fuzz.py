"""Whatever bytes stand in an export, reading it gives a chat or one sentence."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.messages.exports import ANN, LAYOUTS, WRITERS, couple, whatsapp

from pairbond.errors import PairbondError
from pairbond.messages.formats.records import assemble
from pairbond.messages.formats.registry import Options, format_named, guess
from pairbond.messages.read import Refusals, read_chat, read_here

ORDERS = st.sampled_from([None, "dmy", "mdy", "ymd"])
PIECES = st.sampled_from(
    [b"\n", b"\r\n", b": ", b" - ", b"[", b"]", b"\0", b"\xff", b"\xe2\x80\x8e", b"\xef\xbb\xbf", b'"', b"{", b"}",
     b"<", b">", b"&", b"null", b"99999999999999999999", b"-1", b"31/12/2023, 23:59 - A: ", b"\xd9\xa3", b"\xe0\xa5"]
)  # fmt: skip


@cache
def original(name: str) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = WRITERS[name](couple(12), Path(folder) / "x")
        return path.read_bytes(), path.suffix


def survives(data: bytes, suffix: str, order: str | None, name: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(data)
        try:
            with Refusals(path.name):
                one = format_named(name) if name else guess(path)
                chat = assemble(read_here(one, path, Options(date_order=order)), None)
        except PairbondError as error:
            assert "\n" not in str(error)
        else:
            assert set(chat.messages["sender"]) <= {"A", "B"}
            assert chat.messages["n_chars"].min() >= 0


@given(st.sampled_from(sorted(WRITERS)), st.data(), ORDERS)
def test_mutated_exports(name: str, data: st.DataObject, order: str | None) -> None:
    raw, suffix = original(name)
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed)))
        size = data.draw(st.integers(0, 40))
        changed[at : at + size] = data.draw(PIECES | st.binary(max_size=12))
    survives(bytes(changed), suffix, order, name.split(maxsplit=1)[0])


@given(
    st.binary(max_size=400), st.sampled_from([".txt", ".json", ".xml", ".csv", ".md", ".db", ".zip"]), ORDERS
)
def test_any_bytes_at_all(data: bytes, suffix: str, order: str | None) -> None:
    survives(data, suffix, order)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(LAYOUTS)), st.text(max_size=30)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
    ORDERS,
)
def test_heads_of_all_layouts_mixed(
    parts: list[tuple[str, str]], rng: random.Random, order: str | None
) -> None:
    lines = []
    for one, (layout, text) in zip(couple(len(parts), seed=rng.randrange(50)), parts, strict=True):
        lines.append(f"{LAYOUTS[layout](one.time)}{one.sender}: {text}")
    rng.shuffle(lines)
    survives("\n".join(lines).encode("utf-8", "surrogatepass"), ".txt", order)


@given(
    st.lists(st.text(max_size=60), min_size=3, max_size=12),
    st.sampled_from(["en-GB Android", "de iOS", "en-US iOS"]),
)
def test_any_text_leaves_times_and_senders_right(texts: list[str], layout: str) -> None:
    bodies = [text.replace("\r", " ").encode("utf-8", "replace").decode() for text in texts]
    sent = couple(len(bodies) + 30)
    head = LAYOUTS[layout]
    lines = [f"{head(one.time)}{one.sender}: hello" for one in sent[:30]]
    lines += [f"{head(one.time)}{one.sender}: a{body}" for one, body in zip(sent[30:], bodies, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        chat = read_chat(path, me=ANN)
    assert ["A" if one.sender == ANN else "B" for one in sent] == chat.messages["sender"].to_list()
    assert [one.time.replace(second=0) for one in sent] == [
        time.replace(second=0) for time in chat.messages["time"]
    ]
    assert chat.messages["n_chars"].to_list()[30:] == [1 + len(body) for body in bodies] or "<" in "".join(
        bodies
    )


def test_the_text_of_a_layout_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(whatsapp(couple(12)), encoding="utf-8")
    assert len(read_chat(tmp_path / "x.txt")) == 12
