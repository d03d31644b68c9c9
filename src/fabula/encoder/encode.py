"""Words to vectors: windows through ONNX Runtime in batches, stitched to one array."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.bundle import Bundle
from fabula.encoder.spill import Spill
from fabula.encoder.subwords import Subwords, encode_words
from fabula.encoder.windows import Window, cut_windows
from fabula.errors import ModelError
from fabula.schema.vectors import Vectors, WordVectors

# ONNX Runtime (1.32 on Linux) reports its use to Microsoft; it looks at this when it is
# loaded, and disable_telemetry_events() comes too late: found with strace
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime as ort

BATCH = 8
HIDDEN = 384
LONG = 250_000
"""Words up to which a book is kept in memory: a long novel still is."""
FORMAT = 1
"""To be raised when equal subwords get other vectors for a reason that is not in ``_key``."""


class Encoder:
    """An open ONNX session with its tokenizer; not picklable, open one per process."""

    def __init__(self, bundle: Bundle, threads: int = 0) -> None:
        """``threads`` 0 takes all cores."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The arena keeps the largest block ever asked for; windows are all of one size.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._session = ort.InferenceSession(
                bundle.onnx, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # ONNX Runtime has a dozen kinds of its own
            raise ModelError(f"the model cannot be run ({error}).", "Reinstall fabula.") from error
        self._bundle = bundle
        self._edges = [bundle.tokenizer.token_to_id(t) or 0 for t in ("[CLS]", "[SEP]")]

    def encode(
        self, words: Sequence[str], progress: Callable[[int], None], spill: Spill
    ) -> Vectors:
        """Vectors (n, 384) of n words; ``progress`` gets words done so far.

        What an earlier reading left in ``spill`` is skipped batch by batch: activations are
        quantised over a batch, so a word's vector depends on what it shares one with.
        """
        bundle = self._bundle
        sub = encode_words(bundle.tokenizer, words)
        shape = (len(words), HIDDEN)
        out = spill.open(self._key(sub), *shape) if len(words) > LONG else WordVectors(*shape)
        if spill.resumed:
            progress(spill.resumed)
        windows = cut_windows(sub.first, bundle.window, bundle.context)
        while batch := list(islice(windows, BATCH)):
            if batch[-1].keep_end <= spill.resumed:
                continue
            hidden = self._run(sub, batch)
            for row, w in zip(hidden, batch):
                base = 1 - int(sub.first[w.start])
                first = sub.first[w.keep_start : w.keep_end] + base
                last = sub.first[w.keep_start + 1 : w.keep_end + 1] - 1 + base
                out[w.keep_start : w.keep_end] = (row[first] + row[last]) / 2
            progress(batch[-1].keep_end)
        return out

    def _key(self, sub: Subwords) -> bytes:
        """What the vectors depend on: the model, how it is run, and all it sees of the words."""
        bundle = self._bundle
        sizes = (FORMAT, BATCH, HIDDEN, bundle.window, bundle.context, *self._edges)
        key = hashlib.sha256(repr((ort.__version__, sizes)).encode())
        key.update(hashlib.sha256(bundle.onnx).digest())
        for column in (sub.first, sub.ids, sub.case):
            key.update(column.data)
        return key.digest()

    def _run(self, sub: Subwords, batch: list[Window]) -> NDArray[np.float32]:
        edges = [(int(sub.first[w.start]), int(sub.first[w.end])) for w in batch]
        width = max(hi - lo for lo, hi in edges) + 2
        ids, case, mask = (np.zeros((len(batch), width), np.int64) for _ in range(3))
        for r, (lo, hi) in enumerate(edges):
            n = hi - lo
            ids[r, 0], ids[r, n + 1] = self._edges
            ids[r, 1 : n + 1] = sub.ids[lo:hi]
            case[r, 1 : n + 1] = sub.case[lo:hi]
            mask[r, : n + 2] = 1
        hidden: NDArray[np.float32] = self._session.run(
            None, {"ids": ids, "case": case, "mask": mask}
        )[0]
        return hidden
