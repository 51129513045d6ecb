import os
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFiles(FileSystemStorage):
    """The local disk, and a saved file is on it: an acknowledged photograph survives a power cut."""

    def _save(self, name: str, content: File) -> str:
        saved = super()._save(name, content)
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
