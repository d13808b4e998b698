"""Taking in files without writing them anywhere: into memory that has no name and ends with the request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_BYTES = 50 << 20
DRAINED = 4 * MOST_BYTES
"""A form up to this size is read to its end and dropped, so that the browser hears the answer."""


def memory_only() -> bool:
    """Return whether this system can hold a file in memory and let another process read it."""
    return hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir()


class NoFiles(FileUploadHandler):
    """Drops every file that is sent: the rule for all pages but one."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class MemoryFiles(FileUploadHandler):
    """Keeps files in memory, up to a size together; ``too_large`` says that they were larger."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large = False
        self.left = MOST_BYTES
        self.file: BinaryIO | None = None

    def handle_raw_input(
        self,
        input_data: object,
        META: object,
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        self.content_length = content_length
        self.too_large = content_length > MOST_BYTES + (1 << 20)

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        if self.too_large or not memory_only():
            raise StopUpload(connection_reset=self.content_length > DRAINED)
        handle = os.memfd_create("chat", os.MFD_CLOEXEC)
        self.file = cast("BinaryIO", os.fdopen(handle, "w+b", buffering=0))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.left -= len(raw_data)
        if self.left < 0:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        assert self.file is not None
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        done, self.file = self.file, None
        if done is None:
            return None
        return UploadedFile(file=done, name=self.file_name, size=file_size)
