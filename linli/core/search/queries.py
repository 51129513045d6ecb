"""Finding: every typed word must occur, as it was typed.

What may be shown is the business of whoever searches: filter `visible_…(actor)` by `matching_subquery`.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

from linli.core.search.rules import open_ended, phrases

NEWEST = 5_000  # how far back a search looks, so that its cost does not grow with the years
NEAREST = 1_000  # how many of the newest are put in order of closeness

FOUND = {
    "sqlite": """
        SELECT t.subject_id, t.grams FROM core_search_index i JOIN core_searchtext t ON t.id = i.rowid
        WHERE i.grams MATCH %s AND t.kind = %s ORDER BY i.rowid DESC LIMIT %s""",
    "postgresql": """
        SELECT t.subject_id, t.grams FROM core_searchtext t
        WHERE t.vector @@ %s::tsquery AND t.kind = %s ORDER BY t.id DESC LIMIT %s""",
}


def matching(kind: str, words: str, limit: int = 50) -> list[int]:
    """The ids whose text holds every word, closest first (the words make up most of it), then newest."""
    asked = _asked(words)
    if not asked:
        return []
    found = f"SELECT subject_id FROM ({FOUND[connection.vendor]}) AS found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"{found} ORDER BY length(grams), subject_id DESC LIMIT %s", [asked, kind, NEAREST, limit]
        )
        return [subject_id for (subject_id,) in cursor.fetchall()]


def matching_subquery(kind: str, words: str, newest: int = NEWEST) -> RawSQL:
    """For `.filter(pk__in=…)`: the newest `newest` matches. Words without a letter or digit match nothing."""
    asked = _asked(words)
    if not asked:
        return RawSQL("SELECT id FROM core_searchtext WHERE 1 = 0", [])
    return RawSQL(f"SELECT subject_id FROM ({FOUND[connection.vendor]}) AS found", [asked, kind, newest])  # noqa: S608, S611


def _asked(words: str) -> str:
    """The typed words in the language of the index. Tokens are letters and digits, so nothing leaks in."""
    write = _fts5 if connection.vendor == "sqlite" else _tsquery
    return write(phrases(words))


def _fts5(asked: list[list[str]]) -> str:
    return " AND ".join(f'"{" ".join(phrase)}"{"*" * open_ended(phrase)}' for phrase in asked)


def _tsquery(asked: list[list[str]]) -> str:
    tails = [":*" * open_ended(phrase) for phrase in asked]
    return " & ".join(
        " <-> ".join(f"'{token}'" for token in phrase) + tail
        for phrase, tail in zip(asked, tails, strict=True)
    )
