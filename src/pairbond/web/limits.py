"""Counts of attempts, for the limits on signing in and the like, shared by all processes of the server.

They are small files beside the database and not in it, so no backup holds them. A file's name is a keyed
fingerprint of what is counted, since that may be a network address.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

from pairbond.app.envelope import blind_index
from pairbond.web.keys import TOKENS, key_for


def fingerprint(key: str, prefix: str, version: int) -> str:
    """Return the name of an entry; it tells nobody without the master key what is counted."""
    return blind_index(f"count {prefix}:{version}:{key}", key_for(TOKENS))


class SharedCounts(FileBasedCache):
    """Django's cache in files, in which adding an entry succeeds for one process only."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        self._createdir()
        name = self._key_to_file(key, version)
        if self.has_key(key, version):  # which removes an entry whose time is over
            return False
        handle, part = tempfile.mkstemp(dir=self._dir)
        try:
            with os.fdopen(handle, "wb") as out:
                self._write_content(out, timeout, value)
            os.link(part, name)
        except FileExistsError:
            return False
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(part).unlink()
        return True

    def forget_old(self) -> int:
        """Remove the entries whose time is over; return how many."""
        gone = 0
        for name in self._list_cache_files():
            with contextlib.suppress(FileNotFoundError), Path(name).open("rb") as held:
                gone += bool(self._is_expired(held))
        return gone
