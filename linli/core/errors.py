"""What can go wrong, in words a person can act on. One middleware, `Failures`, gives them their status."""

from collections.abc import Mapping

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule said no. `code` is stable and for machines, `sentence` says what to do next."""

    status = 400

    def __init__(self, code: str, sentence: str | Promise = "") -> None:
        super().__init__(f"{code}: {sentence}" if sentence else code)
        self.code = code
        self.sentence = str(sentence)


class NotSignedIn(DomainError):
    status = 401


class NotAllowed(DomainError):
    status = 403


class NotFound(DomainError):
    """Hidden and missing look the same."""

    status = 404


class BadStep(DomainError):
    """The step is not in the table from where the thing stands now."""

    status = 409


class Stale(DomainError):
    """Somebody else changed it since the page was read."""

    status = 409


class Gone(DomainError):
    """It existed and no longer does: a removed building's QR, an expired link."""

    status = 410


class RuleBroken(DomainError):
    """The input is well-formed and still not acceptable. `fields` names where, for the form."""

    status = 422

    def __init__(
        self, code: str, sentence: str | Promise = "", fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, sentence)
        self.fields = dict(fields or {})


class TooMany(DomainError):
    """Too many tries; the sentence, and for machines `after_s`, says when to come back."""

    status = 429

    def __init__(self, code: str, sentence: str | Promise = "", *, after_s: int = 0) -> None:
        super().__init__(code, sentence)
        self.after_s = after_s


class Unavailable(DomainError):
    """Not now: the store is away or too many wait; the sentence says when to come back."""

    status = 503
