"""Lines that are typed and forgotten: read byte by byte into one buffer, which is overwritten.

Python's own reader keeps what was typed in buffers and strings that nobody can clear, so standard
input is read past it. Nothing here makes a copy of what was typed.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from typing import cast

SIZE = 64
END, SPACES = ord("\n"), b" \t\r"
UNKNOWN = -1


class TypedLines:
    """One line at a time; ``meaning`` tells which of some words was typed."""

    def __init__(self) -> None:
        self._buffer = bytearray(SIZE)
        self._view = memoryview(self._buffer)
        self._length = 0
        self._read_byte = byte_reader()

    def read(self) -> bool:
        """Read the next line; False at the end of input."""
        self.forget()
        while self._read_byte(self._view[self._length : self._length + 1]):
            if self._buffer[self._length] == END:
                return True
            self._length = min(self._length + 1, SIZE - 1)
        return self._length > 0

    def meaning(self, words: Mapping[bytes, int]) -> int:
        """Return the number of the word that was typed, whatever its case; UNKNOWN for any other."""
        first, last = 0, self._length
        while first < last and self._buffer[first] in SPACES:
            first += 1
        while last > first and self._buffer[last - 1] in SPACES:
            last -= 1
        for place in range(first, last):
            if ord("A") <= self._buffer[place] <= ord("Z"):
                self._buffer[place] += 32
        typed = self._view[first:last]
        return next((number for word, number in words.items() if typed == word), UNKNOWN)

    def forget(self) -> None:
        """Overwrite the line."""
        for place in range(SIZE):
            self._buffer[place] = 0
        self._length = 0


def byte_reader() -> Callable[[memoryview], int]:
    """Return what reads one byte of standard input into a buffer, and says how many it read."""
    try:
        handle = sys.stdin.fileno()
    except (OSError, ValueError):
        buffered = cast("io.BufferedIOBase", sys.stdin.buffer)
        return buffered.readinto
    return lambda spot: os.readv(handle, [spot])
