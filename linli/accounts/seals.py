"""Secrets at rest: sealed with the server's key, so that a copy of the database alone opens nothing."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes

_SALT = "linli.accounts.seals"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what is misread on paper: I O 0 1


def _key_of(server_key: str | bytes) -> Fernet:
    digested = hashlib.sha256(f"{_SALT}:".encode() + force_bytes(server_key)).digest()
    return Fernet(base64.urlsafe_b64encode(digested))


def _keys() -> MultiFernet:
    return MultiFernet([_key_of(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises `cryptography.fernet.InvalidToken` when the server's key is no longer the one that sealed."""
    return _keys().decrypt(sealed.encode()).decode()


def digest(purpose: str, text: str) -> str:
    """A keyed fingerprint, 64 characters: for what must be compared and never read again."""
    return salted_hmac(f"{_SALT}.{purpose}", text, algorithm="sha256").hexdigest()


def random_words(groups: int, letters: int = 4) -> str:
    """Something to copy from paper: 5 bits a letter, in groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(letters)) for _ in range(groups))
