"""Reading an export in a process of its own, so that its text leaves nothing in this one's memory.

Libraries that read JSON, XML or a database make strings, and a freed string stays in memory until
something overwrites it. The process that reads hands over numbers and names and ends; it cannot
open a socket or start another process, and its memory and time are limited.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from pairbond import errors
from pairbond.errors import EvidenceError, PairbondError
from pairbond.messages.account import Account
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, format_named

MOST_SECONDS = 600
MOST_MEMORY = 4 << 30
_ARRAYS = ("time", "sender", "kind", "n_chars", "n_words")
_BOOT = (
    "import sys, json; job = json.loads(sys.stdin.buffer.readline()); sys.path[:] = job['sys_path'];"
    "from pairbond.messages.formats.isolation import work; work(job)"
)
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.spawn",
    "ctypes.",
)


def read_apart(one: Format, path: Path, options: Options) -> Records:
    """Return the messages at *path*, read by another process."""
    job = {"sys_path": sys.path, "format": one.name, "path": str(path.absolute()), "options": asdict(options)}
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        done = subprocess.run(  # noqa: S603  (this interpreter, with nothing of the file in the arguments)
            [sys.executable, "-I", "-c", _BOOT],
            input=json.dumps(job).encode() + b"\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EvidenceError(
            f"{path.name} took longer than {MOST_SECONDS} seconds to read and was given up"
        ) from None
    if done.returncode != 0 or not done.stdout:
        raise EvidenceError(f"{path.name} needs too much memory to read, or is damaged; export one chat only")
    return unpacked(done.stdout)


def work(job: dict[str, object]) -> None:
    """Read one export and write the result to standard output: the whole life of the other process."""
    from pairbond.messages.read import read_here

    restrict()
    options = Options(**job["options"])  # type: ignore[arg-type]
    try:
        answer = packed(read_here(format_named(str(job["format"])), Path(str(job["path"])), options))
    except PairbondError as error:
        why = getattr(error, "why", "")
        answer = json.dumps({"error": type(error).__name__, "text": str(error), "why": why}).encode() + b"\n"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def restrict() -> None:
    """Give up sockets, other processes, core dumps and unlimited memory, for good."""
    import gc
    import resource

    gc.disable()  # What JSON holds has no cycles; looking for them takes longer than reading it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    def refuse(event: str, _: object) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError("not allowed while a chat is read")

    sys.addaudithook(refuse)


def packed(records: Records) -> bytes:
    """Return the records as a line of JSON and arrays."""
    head = {
        "names": records.names,
        "account": {name: getattr(records.account, name) for name in records.account.__slots__},
        "source": records.source,
        "clock": records.clock,
        "resolution": records.resolution,
        "me": records.me,
    }
    body = io.BytesIO()
    np.savez(body, allow_pickle=False, **{name: getattr(records, name) for name in _ARRAYS})
    return json.dumps(head).encode() + b"\n" + body.getvalue()


def unpacked(answer: bytes) -> Records:
    """Return what :func:`packed` packed; raise the error that the other process met."""
    line, _, body = answer.partition(b"\n")
    head = json.loads(line)
    if "error" in head:
        kind = getattr(errors, str(head["error"]), EvidenceError)
        raise EvidenceError(head["text"], why=head["why"]) if kind is EvidenceError else kind(head["text"])
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        columns = {name: arrays[name] for name in _ARRAYS}
    return Records(
        **columns,
        names=tuple(head["names"]),
        account=Account(**head["account"]),
        source=head["source"],
        clock=head["clock"],
        resolution=head["resolution"],
        me=head["me"],
    )
