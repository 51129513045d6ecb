"""What can be found is derived from what is stored: no audit line of its own, and in the caller's action."""

from collections.abc import Iterable

from linli.core.search.models import SearchText
from linli.core.search.rules import bigrams


def put(kind: str, subject_id: int, text: str) -> None:
    """Make `subject_id` findable by `text`, and by nothing else any more."""
    put_many(kind, [(subject_id, text)])


def put_many(kind: str, texts: Iterable[tuple[int, str]]) -> None:
    """Like `put`, one statement for some hundred texts. Of two texts for one thing the later one counts."""
    rows = [SearchText(kind=kind, subject_id=pk, grams=bigrams(text)) for pk, text in dict(texts).items()]
    SearchText.objects.bulk_create(
        rows, 500, update_conflicts=True, unique_fields=["kind", "subject_id"], update_fields=["grams"]
    )


def remove(kind: str, subject_id: int) -> None:
    SearchText.objects.filter(kind=kind, subject_id=subject_id).delete()
