"""The vectors of a book's words, in eight bits each."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fabula.schema.tokens import FloatArray

_LARGEST = 127


class Vectors(Protocol):
    """Vectors (n, size) of n words; a slice of them is an array of its own. NumPy has such."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> FloatArray: ...


class WordVectors:
    """Vectors with a scale for each word: a million of them take 390 MB, not 1.5 GB.

    The largest error is 1/254 of a word's largest value (symmetric quantisation, Jacob et al.
    2018), less than the encoder's own eight-bit weights cost.
    """

    def __init__(self, count: int, size: int) -> None:
        self._records = np.zeros(count, record_type(size))

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, rows: slice, /) -> FloatArray:
        return unpacked(self._records[rows])

    def __setitem__(self, rows: slice, vectors: FloatArray) -> None:
        self._records[rows] = packed(vectors)


def record_type(size: int) -> np.dtype[np.void]:
    """One word, in memory and in files: its scale in four bytes, then ``size`` of one byte."""
    return np.dtype([("scale", "<f4"), ("values", "i1", (size,))])


def packed(vectors: FloatArray) -> NDArray[Any]:
    """Vectors (n, size) as n records."""
    records = np.empty(len(vectors), record_type(vectors.shape[1]))
    scales = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0) / _LARGEST
    records["scale"] = scales[:, 0]
    records["values"] = np.rint(vectors / np.maximum(scales, np.finfo(np.float32).tiny))
    return records


def unpacked(records: NDArray[Any]) -> FloatArray:
    """Records as vectors."""
    vectors: FloatArray = records["values"] * records["scale"][:, None]
    return vectors
