"""A linear classifier of texts: says a label, how sure it is and by which words, or keeps silent.

Plain arrays: reading one runs no code, and predicting needs NumPy only. `fitting` makes them.
"""

import io
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.solvers.text.grams import Keys, cleaned, counted
from linli.solvers.text.spans import heavy_spans

type Floats = NDArray[np.float32]

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """The likeliest label. `confidence` is calibrated: of those said with 0.8, four in five are right."""

    label: str
    confidence: float
    words: tuple[str, ...]  # what weighed most in the text, heaviest first


@dataclass(frozen=True, slots=True, eq=False)
class TextClassifier:
    """`weights` is one row a known piece, one column a label; a text is its pieces by tf-idf, of length 1.

    `threshold`: below this confidence it is better to keep silent.
    """

    labels: tuple[str, ...]
    sizes: tuple[int, ...]
    keys: Keys  # ascending
    idf: Floats
    weights: Floats
    bias: Floats
    temperature: float
    threshold: float = 0.5

    def scores(self, text: str) -> Floats:
        """How much speaks for each label; only comparable within one text."""
        rows, values = self._known(cleaned(text))
        return self._scores(rows, values)

    def shares(self, text: str) -> dict[str, float]:
        """How likely each label is; they sum to 1."""
        likely = softmax(self.scores(text), self.temperature)
        return {label: float(share) for label, share in zip(self.labels, likely, strict=True)}

    def say(self, text: str) -> Said | None:
        """The likeliest label with its reasons, however unsure; None when not one piece is known.

        Compare with `threshold` before telling anybody.
        """
        read = cleaned(text)
        rows, values = self._known(read)
        if not len(rows):
            return None
        likely = softmax(self._scores(rows, values), self.temperature)
        best = int(likely.argmax())
        gain = self._gain(rows, best) * values
        words = heavy_spans(read, self.keys[rows], gain, self.sizes)
        return Said(self.labels[best], float(likely[best]), words[:MOST_REASONS])

    def _known(self, read: str) -> tuple[NDArray[np.intp], Floats]:
        """Rows of the pieces that are known, and their values."""
        found, counts = counted(read, self.sizes)
        rows = np.searchsorted(self.keys, found)
        rows[rows == len(self.keys)] = 0
        known = self.keys[rows] == found if len(self.keys) else np.zeros(len(found), dtype=bool)
        rows, values = rows[known], tf(counts[known]) * self.idf[rows[known]]
        length = float(np.sqrt((values * values).sum()))
        return rows, values / np.float32(length) if length else values

    def _scores(self, rows: NDArray[np.intp], values: Floats) -> Floats:
        found: Floats = values @ self.weights[rows] + self.bias
        return found

    def _gain(self, rows: NDArray[np.intp], best: int) -> Floats:
        """How much more each piece speaks for the best label than for the others on average."""
        of_all = self.weights[rows]
        gain: Floats = of_all[:, best] - of_all.mean(axis=1)
        return gain

    def to_bytes(self) -> bytes:
        """An npz without objects: arrays, and the rest as JSON."""
        told = {
            "labels": self.labels,
            "sizes": self.sizes,
            "temperature": self.temperature,
            "threshold": self.threshold,
        }
        text = np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez_compressed(
            file,
            told=text,
            keys=self.keys,
            idf=self.idf.astype(np.float32),
            weights=self.weights.astype(np.float16),  # a third of a percent: nothing is decided by it
            bias=self.bias.astype(np.float32),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "TextClassifier":
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            told = json.loads(file["told"].tobytes())
            return cls(
                labels=tuple(told["labels"]),
                sizes=tuple(told["sizes"]),
                keys=file["keys"],
                idf=file["idf"],
                weights=file["weights"].astype(np.float32),
                bias=file["bias"],
                temperature=told["temperature"],
                threshold=told["threshold"],
            )


def tf(counts: NDArray[np.int64]) -> Floats:
    """A piece said ten times does not say ten times as much."""
    damped: Floats = (1 + np.log(counts)).astype(np.float32)
    return damped


def softmax(scores: Floats | NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Shares of scores, row by row; a low temperature makes them decided.

    >>> softmax(np.array([1.0, 1.0]), 0.5).tolist()
    [0.5, 0.5]
    """
    scaled = np.asarray(scores, dtype=np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares
