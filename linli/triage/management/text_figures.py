"""How well labels of texts are guessed: learned from some files, tested on others or by cross-validation."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from linli.solvers.text.classifier import TextClassifier
from linli.solvers.text.grams import cleaned
from linli.solvers.text.measuring import Figures, Guessed, measured
from linli.triage.queries.labelled import Columns, Labelled, labelled_texts
from linli.triage.queries.learner import text_learner

FOLDS = 5
CONFUSIONS = 10


def text_lines(
    train_files: Sequence[Path], test_files: Sequence[Path], columns: Columns, seed: int
) -> Iterator[tuple[str, ...]]:
    """Metric and value; with several files cross-validated, each also by itself.

    What is tested has the named columns, and so has the first file when nothing else is tested.
    """
    test = [row for file in test_files for row in labelled_texts(file, columns)]
    first, *others = train_files
    train = labelled_texts(first, columns, or_longest=bool(test))
    train += [row for file in others for row in labelled_texts(file, columns, or_longest=True)]
    if len({label for row in train for label in row.labels}) < 2 or (test_files and not test):
        raise CommandError(_("学习部分要有至少两种标签，检验部分不能是空的。"), returncode=2)
    if test:
        yield from _tested(train, test, seed)
    else:
        yield from _cross_validated(train, seed)


def _tested(train: Sequence[Labelled], test: Sequence[Labelled], seed: int) -> Iterator[tuple[str, ...]]:
    groups = {row.group for row in test if row.group}
    kept = [row for row in train if row.group not in groups]
    yield "train", str(len(kept))
    found = measured(_guesses(_learned(kept, seed), test))
    yield from _told(found)
    yield from _confused(found)


def _cross_validated(rows: Sequence[Labelled], seed: int) -> Iterator[tuple[str, ...]]:
    fold_of = _folds(rows, seed)
    guesses: list[tuple[Labelled, Guessed]] = []
    for fold in range(FOLDS):
        inside = [row for row, of in zip(rows, fold_of, strict=True) if of != fold]
        outside = [row for row, of in zip(rows, fold_of, strict=True) if of == fold]
        guesses += zip(outside, _guesses(_learned(inside, seed), outside), strict=True)
    files = list(dict.fromkeys(row.file for row in rows))
    yield "folds", str(FOLDS)
    for file in files if len(files) > 1 else ():
        yield from _told(measured(guess for row, guess in guesses if row.file == file), f" {file}")
    every = measured(guess for _row, guess in guesses)
    yield from _told(every)
    yield from _confused(every)


def _folds(rows: Sequence[Labelled], seed: int) -> list[int]:
    """Rows of one group, and rows of one text, lie in one fold."""
    leader = list(range(len(rows)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        for mark in (("text", cleaned(row.text)), ("group", row.group)):
            if mark[1]:
                leader[find(at)] = find(first.setdefault(mark, at))
    dice = Random(seed)  # noqa: S311 (folds, not secrets)
    fold_of = {at: dice.randrange(FOLDS) for at in range(len(rows)) if find(at) == at}
    return [fold_of[find(at)] for at in range(len(rows))]


def _learned(rows: Sequence[Labelled], seed: int) -> TextClassifier:
    return text_learner()([row.text for row in rows], [row.labels for row in rows], seed=seed)


def _guesses(model: TextClassifier, rows: Sequence[Labelled]) -> list[Guessed]:
    said = [model.say(row.text) for row in rows]
    return [
        Guessed(one.label if one else "", row.labels, one is not None and one.confidence >= model.threshold)
        for one, row in zip(said, rows, strict=True)
    ]


def _told(found: Figures, of: str = "") -> Iterator[tuple[str, ...]]:
    yield f"n{of}", str(found.n)
    yield f"accuracy{of}", f"{found.accuracy:.4f}"
    yield f"macro_f1{of}", f"{found.macro_f1:.4f}"
    yield f"offered_share{of}", f"{found.offered / max(found.n, 1):.4f}"
    yield f"right_when_offered{of}", f"{found.precision:.4f}"


def _confused(found: Figures) -> Iterator[tuple[str, ...]]:
    """What is most often taken for what: the truth, what was said, how often."""
    ranked = sorted(found.confusions.items(), key=lambda pair: (-pair[1], pair[0]))
    for (was, said), times in ranked[:CONFUSIONS]:
        yield "confused", was, said or "-", str(times)
