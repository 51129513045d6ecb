"""Guesses are kept when a case comes in, and settled when a person or the end of the work tells the truth.

Derived from cases, so no audit line tells of each.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction

from linli.cases.models import Case
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.triage.models import Guess, GuessCount
from linli.triage.queries.classifier import InUse, model_in_use, sure_enough
from linli.triage.terms import TAUGHT

RULES = 0  # the version under which the words of the rule book are counted

type Cell = tuple[int, str, str, bool]  # version, truth, said, offered


@transaction.atomic
def guess_cases(case_ids: Iterable[int]) -> int:
    """Keep what the model in use and the rule book say of new cases; a repeated call changes nothing."""
    rows = Case.objects.filter(pk__in=list(case_ids)).exclude(text="").values_list("pk", "text")
    texts = dict(rows)
    for known in Guess.objects.filter(pk__in=texts).values_list("pk", flat=True):
        del texts[known]
    if not texts:
        return 0
    model, book = model_in_use(), rule_book()
    made = [_guess(pk, text, model, book) for pk, text in sorted(texts.items())]
    Guess.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _guess(case_id: int, text: str, model: InUse | None, book: RuleBook) -> Guess:
    ruled = book.guess(text)
    rule_said = book.categories[ruled.category_id].code if ruled else ""
    said = model.classifier.say(text) if model else None
    if model is None or said is None:
        return Guess(case_id=case_id, version=model.version if model else RULES, rule_said=rule_said)
    return Guess(
        case_id=case_id,
        version=model.version,
        said=said.label,
        confidence=said.confidence,
        offered=not rule_said and sure_enough(said, model, book) is not None,
        rule_said=rule_said,
    )


@transaction.atomic
def settle_guesses(case_ids: Iterable[int]) -> int:
    """Note what guessed cases turned out to be, and count; how many changed.

    The truth is the category of a case whose work is done, or one that a person chose.
    """
    guesses = Guess.objects.filter(pk__in=list(case_ids)).select_related("case__category")
    guesses = guesses.only(*(field.name for field in Guess._meta.concrete_fields), *_TOLD)
    changed, changes = [], Counter[Cell]()
    for guess in guesses.order_by("pk"):
        truth = _truth(guess.case)
        if truth != guess.truth:
            changes.subtract(_cells(guess))
            guess.truth = truth
            changes.update(_cells(guess))
            changed.append(guess)
    Guess.objects.bulk_update(changed, ["truth"])
    _count(changes)
    return len(changed)


_TOLD = ("case__state", "case__category_guessed", "case__category__code")


def _truth(case: Case) -> str:
    known = case.category is not None and (case.state in TAUGHT or not case.category_guessed)
    return case.category.code if known and case.category else ""


def _cells(guess: Guess) -> list[Cell]:
    if not guess.truth:
        return []
    cells = [(RULES, guess.truth, guess.rule_said, True)] if guess.rule_said else []
    if guess.version != RULES and guess.said:
        cells.append((guess.version, guess.truth, guess.said, guess.offered))
    return cells


def _count(changes: Counter[Cell]) -> None:
    """Add in the database, in one order, so that two workers cannot wait for each other."""
    table = connection.ops.quote_name(GuessCount._meta.db_table)
    add = (
        f"INSERT INTO {table} (version, truth, said, offered, count) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608
        f"ON CONFLICT (version, truth, said, offered) DO UPDATE SET count = {table}.count + %s"
    )
    rows = [(*cell, max(change, 0), change) for cell, change in sorted(changes.items()) if change]
    with connection.cursor() as cursor:
        cursor.executemany(add, rows)
