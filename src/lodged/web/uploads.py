"""Uploads that can't fill the disk."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MAXIMUM_UPLOAD_BYTES = 200_000_000


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most :data:`MAXIMUM_UPLOAD_BYTES` of a file; the rest is read and thrown away.

    The whole request is still read, so the page can answer in words. ``was_cut`` on the file says so.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin counting with each file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece while there is room."""
        self.received += len(raw_data)
        if self.received <= MAXIMUM_UPLOAD_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Mark a file that was too large."""
        upload = super().file_complete(file_size)
        if upload is not None:
            upload.was_cut = self.received > MAXIMUM_UPLOAD_BYTES  # type: ignore[attr-defined]
        return upload


def temporary_path(upload: UploadedFile) -> Path:
    """Return where an upload lies until the request ends; every upload is a file, however small."""
    if not isinstance(upload, TemporaryUploadedFile):
        raise TypeError("Uploads are kept by CappedUploadHandler only.")
    return Path(upload.temporary_file_path())
