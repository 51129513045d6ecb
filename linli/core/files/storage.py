import os
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class DurableFiles(FileSystemStorage):
    """The local disk, and a saved file is on it: an acknowledged photograph survives a power cut."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        saved = super().save(name, content, max_length)
        path = Path(self.path(saved))
        _flush(path)
        for folder in (path.parent, path.parent.parent):
            _flush(folder)
        return saved

    def delete(self, name: str) -> None:
        """Also the folder it leaves empty."""
        super().delete(name)
        folder = Path(self.path(name)).parent
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
