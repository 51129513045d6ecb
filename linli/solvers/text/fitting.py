"""Makes a `TextClassifier` from labelled texts: tf-idf, one linear machine a label, a calibrated confidence.

Each piece is scaled by how much more often texts of the label have it than others do (naive Bayes weights)
before a linear support vector machine weighs it: S. Wang, C. Manning (2012), "Baselines and Bigrams", ACL.
Needs scikit-learn; whoever only predicts does not import this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from linli.solvers.text.classifier import Floats, TextClassifier, softmax, tf
from linli.solvers.text.grams import SIZES, Keys, cleaned, counted
from linli.solvers.text.measuring import threshold_for

type Labels = Sequence[str]  # of one text, usually one

SILENT = 1.1  # a threshold nothing reaches


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen by cross-validation (ADR 0014)."""

    sizes: tuple[int, ...] = SIZES
    least_texts: int = 3  # a piece of fewer texts is not learned: it may be somebody's name
    most_pieces: int = 300_000  # the most frequent ones are kept
    smoothing: float = 0.05
    cost: float = 1.0
    folds: int = 3  # for the calibration
    right_when_said: float = 0.8  # the share the threshold is chosen for


DEFAULT = Settings()


def fit(
    texts: Sequence[str],
    labels: Sequence[Labels],
    *,
    seed: int,
    settings: Settings = DEFAULT,
    like: TextClassifier | None = None,
) -> TextClassifier:
    """Learn from texts, each with its labels. The same input and seed give the same arrays.

    A text of two labels is an example of both. Labels are those that occur; at least two. `like`: take the
    calibration of a classifier learned from nearly the same texts instead of making one.
    """
    bags = [counted(cleaned(text), settings.sizes) for text in texts]
    made = _fit(bags, labels, seed, settings)
    if like is not None:
        return replace(made, temperature=like.temperature, threshold=like.threshold)
    scores = _scores_out_of_fold(bags, labels, made.labels, seed, settings)
    temperature = _temperature(scores, labels, made.labels)
    likely = softmax(scores, temperature)
    best = likely.argmax(axis=1)
    right = [made.labels[said] in truth for said, truth in zip(best, labels, strict=True)]
    threshold = threshold_for(likely.max(axis=1).tolist(), right, settings.right_when_said)
    return replace(made, temperature=temperature, threshold=SILENT if threshold is None else threshold)


type Bag = tuple[Keys, NDArray[np.int64]]


def _fit(bags: Sequence[Bag], labels: Sequence[Labels], seed: int, settings: Settings) -> TextClassifier:
    known = sorted({label for of_text in labels for label in of_text})
    examples = [(at, label) for at, of_text in enumerate(labels) for label in of_text]
    keys, texts_with = _vocabulary(bags, settings)
    idf = (np.log((1 + len(bags)) / (1 + texts_with)) + 1).astype(np.float32)
    rows = _matrix(bags, keys, idf)[[at for at, _label in examples]]
    column = {label: number for number, label in enumerate(known)}
    truth = np.array([column[label] for _at, label in examples])
    weights = np.zeros((len(keys), len(known)), dtype=np.float32)
    bias = np.zeros(len(known), dtype=np.float32)
    of_label = csr_matrix((np.ones(len(truth)), (truth, np.arange(len(truth)))))
    sums = (of_label @ rows).toarray()
    whole = sums.sum(axis=0)
    for number in range(len(known)):
        ratio = _ratio(sums[number], whole, settings.smoothing)
        machine = LinearSVC(C=settings.cost, random_state=seed)
        machine.fit(_scaled(rows, ratio), truth == number)
        weights[:, number] = machine.coef_[0] * ratio
        bias[number] = machine.intercept_[0]
    return TextClassifier(tuple(known), tuple(settings.sizes), keys, idf, weights, bias, temperature=1.0)


def _vocabulary(bags: Sequence[Bag], settings: Settings) -> tuple[Keys, NDArray[np.int64]]:
    every = np.concatenate([keys for keys, _counts in bags]) if bags else np.zeros(0, dtype=np.uint64)
    keys, texts_with = np.unique(every, return_counts=True)
    common = texts_with >= settings.least_texts
    keys, texts_with = keys[common], texts_with[common]
    if len(keys) > settings.most_pieces:
        kept = np.sort(np.lexsort((keys, -texts_with))[: settings.most_pieces])
        keys, texts_with = keys[kept], texts_with[kept]
    return keys, texts_with


def _matrix(bags: Sequence[Bag], keys: Keys, idf: Floats) -> csr_matrix:
    """One row a text, of length 1."""
    starts, columns, values = [0], [], []
    for found, counts in bags:
        at = np.minimum(np.searchsorted(keys, found), max(len(keys) - 1, 0))
        known = keys[at] == found if len(keys) else np.zeros(len(found), dtype=bool)
        value = tf(counts[known]) * idf[at[known]]
        length = np.sqrt((value * value).sum())
        columns.append(at[known])
        values.append(value / length if length else value)
        starts.append(starts[-1] + int(known.sum()))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=(len(bags), len(keys)))


def _ratio(own: NDArray[np.float64], whole: NDArray[np.float64], smoothing: float) -> Floats:
    """How much more the texts of a label have of each piece than all others, as a logarithm."""
    here, there = own + smoothing, whole - own + smoothing
    ratio: Floats = np.log((here / here.sum()) / (there / there.sum())).astype(np.float32)
    return ratio


def _scaled(rows: csr_matrix, by: Floats) -> csr_matrix:
    return csr_matrix((rows.data * by[rows.indices], rows.indices, rows.indptr), shape=rows.shape)


def _scores_out_of_fold(
    bags: Sequence[Bag], labels: Sequence[Labels], known: Sequence[str], seed: int, settings: Settings
) -> NDArray[np.float64]:
    """What a machine that never saw the text would say of it. Equal texts lie in one fold."""
    scores = np.full((len(bags), len(known)), -1.0)
    column = {label: number for number, label in enumerate(known)}
    folds = _folds(bags, seed, settings.folds)
    for fold in range(settings.folds):
        inside: list[int] = np.flatnonzero(folds != fold).tolist()
        outside: list[int] = np.flatnonzero(folds == fold).tolist()
        if len({label for at in inside for label in labels[at]}) < 2 or not outside:
            continue
        made = _fit([bags[at] for at in inside], [labels[at] for at in inside], seed, settings)
        rows = _matrix([bags[at] for at in outside], made.keys, made.idf)
        columns = [column[label] for label in made.labels]
        scores[np.ix_(outside, columns)] = rows @ made.weights.astype(np.float32) + made.bias
    return scores


def _folds(bags: Sequence[Bag], seed: int, folds: int) -> NDArray[np.int64]:
    group_of: dict[bytes, int] = {}
    groups: list[int] = [group_of.setdefault(keys.tobytes(), len(group_of)) for keys, _counts in bags]
    fold_of: NDArray[np.int64] = np.random.default_rng(seed).integers(0, folds, size=len(group_of))
    of_text: NDArray[np.int64] = fold_of[groups]
    return of_text


def _temperature(scores: NDArray[np.float64], labels: Sequence[Labels], known: Sequence[str]) -> float:
    """The temperature under which what really was is likeliest."""
    column = {label: number for number, label in enumerate(known)}
    truth = [[column[label] for label in of_text] for of_text in labels]

    def surprise(temperature: float) -> float:
        likely = softmax(scores, temperature)
        return -float(
            np.mean([np.log(max(row[of].sum(), 1e-12)) for row, of in zip(likely, truth, strict=True)])
        )

    return min((float(one) for one in np.geomspace(0.05, 3.0, 50)), key=surprise)
