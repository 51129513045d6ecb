"""What every test shares: plain static files, a files folder of its own, passwords that are quick to hash."""

import gc
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from linli.cases.actions.filing import RULES
from linli.core.tests.triggers import audit_lines_may_be_flushed
from linli.places.locator.version import drop

__all__ = ["audit_lines_may_be_flushed"]


def pytest_configure(config: pytest.Config) -> None:
    """Tests need no collected static files, and never touch the photos of the site on this machine."""
    folder = Path(tempfile.mkdtemp(prefix="linli-tests-"))
    settings.PASSWORD_HASHERS = ["linli.accounts.tests.hashing.QuickArgon2"]
    settings.STATIC_ROOT = folder  # exists, so that WhiteNoise has nothing to warn about
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_collection_finish() -> None:
    """What collecting left stays for good: to walk through it again and again took a fifth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def nothing_kept_of_another_test() -> None:
    """A map or rules that were rolled back stay behind in the process, under keys the next test has not."""
    drop()
    RULES.forget()
