"""Vectors in a file: the same as in memory, and never anybody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, normalizers
from tokenizers.models import WordLevel

from fabula.encoder import encode
from fabula.encoder.bundle import Bundle
from fabula.encoder.encode import Encoder
from fabula.encoder.spill import Spill, VectorFile
from fabula.errors import StoreError
from fabula.schema.vectors import WordVectors

SIZE = 6
WORDS = 40
KEY = b"k" * 32
HEADER = 48
RECORD = 4 + SIZE
GIVEN = np.random.default_rng(3).normal(size=(WORDS, SIZE)).astype(np.float32)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links, modes and limits of POSIX")


def in_memory() -> np.ndarray:
    kept = WordVectors(WORDS, SIZE)
    kept[0:WORDS] = GIVEN
    return kept[:]


def opened(spill: Spill, key: bytes = KEY, words: int = WORDS) -> VectorFile:
    vectors = spill.open(key, words, SIZE)
    assert isinstance(vectors, VectorFile)
    return vectors


def left_behind(path: Path, words: int = WORDS, key: bytes = KEY) -> bytes:
    """What a reading leaves that ends after ``words``."""
    with suppress(KeyboardInterrupt), Spill(path) as spill:
        opened(spill, key)[0:words] = GIVEN[:words]
        raise KeyboardInterrupt
    return path.read_bytes()


@given(st.slices(WORDS).filter(lambda rows: rows.step in (None, 1)), st.integers(1, WORDS))
def test_a_file_gives_the_slices_memory_gives(rows: slice, batch: int) -> None:
    memory = WordVectors(WORDS, SIZE)
    with Spill() as spill:
        file = opened(spill)
        for lo in range(0, WORDS, batch):
            memory[lo : lo + batch] = file[lo : lo + batch] = GIVEN[lo : lo + batch]
        assert len(file) == len(memory) == WORDS
        for asked in (rows, slice(None), slice(-3, None), slice(WORDS - 2, WORDS + 9)):
            assert file[asked].tobytes() == memory[asked].tobytes()
            assert file[asked].shape == memory[asked].shape
            assert file[asked].flags.c_contiguous == memory[asked].flags.c_contiguous


@given(st.integers(0, HEADER + RECORD * WORDS), st.integers(0, 3 * RECORD))
def test_a_torn_tail_is_cut_off(end: int, zeros: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        whole = left_behind(path)
        # a lost power can leave the length without what was written last
        path.write_bytes(whole[:end] + bytes(zeros if end >= HEADER else 0))
        with Spill(path) as spill:
            vectors = opened(spill)
            there = (end - HEADER) // RECORD
            assert max(there - 1, 0) <= spill.resumed <= max(there, 0)
            assert path.read_bytes() == whole[: HEADER + spill.resumed * RECORD]
            assert vectors[: spill.resumed].tobytes() == in_memory()[: spill.resumed].tobytes()
            vectors[spill.resumed : WORDS] = GIVEN[spill.resumed :]
            assert path.read_bytes() == whole


def test_a_file_that_is_longer_than_the_book_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    whole = left_behind(path)
    path.write_bytes(whole + b"more than it should")
    with Spill(path) as spill:
        assert opened(spill).done == WORDS - 1
        assert path.read_bytes() == whole[:-RECORD]


@pytest.mark.parametrize("change", ["key", "corrupted", "truncated", "empty"])
def test_vectors_of_another_key_are_not_used(tmp_path: Path, change: str) -> None:
    path = tmp_path / "vectors"
    whole = left_behind(path, key=b"o" * 32 if change == "key" else KEY)
    if change == "corrupted":
        path.write_bytes(whole[:40] + b"?" + whole[41:])
    elif change in ("truncated", "empty"):
        path.write_bytes(whole[: 20 if change == "truncated" else 0])
    with Spill(path) as spill:
        vectors = opened(spill)
        assert (spill.resumed, spill.kept) == (0, path)
        assert path.stat().st_size == HEADER
        with pytest.raises(StoreError, match="cut off"):
            vectors[0:1]
    assert not path.exists()


@pytest.mark.parametrize("there", [b"my notes on vectors, long enough to be a header" * 3, b"x"])
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, there: bytes) -> None:
    path = tmp_path / "vectors"
    path.write_bytes(there)
    assert_left_alone(path)
    assert path.read_bytes() == there


@POSIX
@pytest.mark.parametrize("kind", ["link", "dangling", "folder", "fifo", "writable", "no folder"])
def test_nothing_but_a_private_file_is_used(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "vectors", tmp_path / "other"
    if kind == "link":
        before = left_behind(other)
        path.symlink_to(other)
    elif kind == "dangling":
        path.symlink_to(other)
    elif kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "writable":
        left_behind(path)
        path.chmod(0o666)
    else:
        path = other / "vectors"
    assert_left_alone(path)
    assert path.is_symlink() or path.exists() == (kind != "no folder")
    assert other.exists() == (kind == "link")
    if kind == "link":
        assert other.read_bytes() == before


def assert_left_alone(path: Path) -> None:
    """A reading goes on without the file, and without anything in it."""
    with Spill(path) as spill:
        vectors = opened(spill)
        vectors[0:WORDS] = GIVEN
        assert (spill.resumed, spill.kept) == (0, None)
        assert vectors[:].tobytes() == in_memory().tobytes()


def test_two_readings_of_one_book_do_not_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    with Spill(path) as first, Spill(path) as second:
        ours, theirs = opened(first), opened(second)
        ours[0:WORDS] = GIVEN
        theirs[0:WORDS] = -GIVEN
        assert (first.kept, second.kept) == (path, None)
        assert ours[:].tobytes() == in_memory().tobytes()
    assert not path.exists()


def test_the_file_goes_when_the_reading_ended_well_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    left_behind(path)
    assert path.exists()
    with Spill(path):
        pass  # nothing long was read
    assert path.exists()
    with Spill(path) as spill:
        opened(spill)
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_only_its_owner_can_open_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        left_behind(tmp_path / "vectors")
    finally:
        os.umask(before)
    assert (tmp_path / "vectors").stat().st_mode & 0o7777 == 0o600


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@POSIX
def test_a_full_disk_is_told_and_the_reading_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    with (
        largest_file(HEADER + 7 * RECORD + 3),
        pytest.raises(StoreError, match=r"vectors: cannot be written \(.*; this book takes 0 MB"),
        Spill(path) as spill,
    ):
        opened(spill)[0:WORDS] = GIVEN
    with Spill(path) as spill:
        assert opened(spill).done == 6
    with largest_file(HEADER), pytest.raises(StoreError, match="TMPDIR"), Spill() as spill:
        opened(spill)[0:WORDS] = GIVEN
    with largest_file(0), pytest.raises(StoreError, match="goes on"), Spill(path) as spill:
        opened(spill)


def test_without_any_folder_to_write_to_memory_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    with Spill() as spill:
        assert isinstance(spill.open(KEY, WORDS, SIZE), WordVectors)


HOLDER = """
import sys, time
from pathlib import Path
import numpy as np
from fabula.encoder.spill import Spill
with Spill(Path(sys.argv[1])) as spill:
    spill.open(b"k" * 32, 40, 6)[0:9] = np.ones((9, 6), np.float32)
    print("written", flush=True)
    time.sleep(600)
"""


@POSIX
def test_a_killed_process_leaves_what_it_wrote_and_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"written\n"
        assert_left_alone(path)  # as it is in use
        holder.send_signal(signal.SIGKILL)
    with Spill(path) as spill:
        assert (opened(spill).done, spill.kept) == (8, path)


class Session:
    """An encoder whose vectors depend, like the real one's, on all that shares a batch."""

    patience = 10**9

    def __init__(self, *_: object, **__: object) -> None:
        self.runs = 0

    def run(self, names: None, inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        self.runs += 1
        if self.runs > self.patience:
            raise KeyboardInterrupt
        ids = inputs["ids"]
        draw = np.random.default_rng(int(ids.sum() + 1000 * ids.shape[1]))
        return [draw.normal(size=(*ids.shape, 384)).astype(np.float32)]


Opener = Callable[..., Encoder]


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Opens encoders of a small model that gives up after so many batches."""
    monkeypatch.setattr(encode.ort, "InferenceSession", Session)
    monkeypatch.setattr(encode, "LONG", 100)
    tokenizer = Tokenizer(WordLevel({f"w{i}": i for i in range(50)}, unk_token="w0"))
    tokenizer.normalizer = normalizers.Lowercase()  # as the real one: only the case tells

    def opener(patience: int = 10**9, **changes: Any) -> Encoder:
        parts: dict[str, Any] = {"onnx": b"onnx", "window": 12, "context": 3, **changes}
        opened = Encoder(Bundle("m", tokenizer=tokenizer, weights={}, labels={}, width=1,
                                thresholds={}, **parts))  # fmt: skip
        vars(opened._session)["patience"] = patience
        return opened

    return opener


TEXT = [f"w{i * i % 50}" for i in range(400)]


def encoded(encoder: Encoder, spill: Spill, words: list[str] = TEXT) -> tuple[bytes, list[int]]:
    told: list[int] = []
    return encoder.encode(words, told.append, spill)[:].tobytes(), told


@pytest.mark.parametrize("torn", [0, 1, 387, 388 * 3 + 5])
@pytest.mark.parametrize("batches", [1, 4, 8])
def test_an_encoder_goes_on_at_the_batch_it_was_stopped_in(
    tmp_path: Path, encoder: Opener, monkeypatch: pytest.MonkeyPatch, batches: int, torn: int
) -> None:
    path = tmp_path / "vectors"
    whole = encoder()
    with Spill() as spill:
        expected, told = encoded(whole, spill)
    with pytest.raises(KeyboardInterrupt), Spill(path) as spill:
        encoded(encoder(patience=batches), spill)
    size = path.stat().st_size
    assert size == HEADER + told[batches - 1] * 388
    os.truncate(path, size - torn)
    again = encoder()
    with Spill(path) as spill:
        assert encoded(again, spill)[0] == expected
        assert spill.resumed == (size - torn - HEADER) // 388 - 1
    assert again._session.runs == whole._session.runs - batches + 1
    assert not path.exists()
    monkeypatch.setattr(encode, "LONG", len(TEXT))
    assert encoded(encoder(), Spill())[0] == expected  # memory holds no other


def test_progress_begins_where_the_reading_goes_on(tmp_path: Path, encoder: Opener) -> None:
    path = tmp_path / "vectors"
    with pytest.raises(KeyboardInterrupt), Spill(path) as spill:
        encoded(encoder(patience=2), spill)
    done = (path.stat().st_size - HEADER) // 388 - 1
    with Spill(path) as spill:
        told = encoded(encoder(), spill)[1]
    assert told[0] == done
    assert told[-1] == len(TEXT)
    assert told == sorted(told)


def test_what_vectors_depend_on_is_in_the_key(tmp_path: Path, encoder: Opener) -> None:
    path = tmp_path / "vectors"
    with pytest.raises(KeyboardInterrupt), Spill(path) as spill:
        encoded(encoder(patience=2), spill)
    before = path.read_bytes()
    changes: list[dict[str, Any]] = [{"onnx": b"other"}, {"window": 13}, {"context": 4}]
    others = [(encoder(**change), TEXT) for change in changes]
    others += [(encoder(), [*TEXT[:-1], "W1"]), (encoder(), TEXT[:-1]), (encoder(), TEXT[::-1])]
    for other, words in others:
        path.write_bytes(before)
        with Spill(path) as spill:
            encoded(other, spill, words)
            assert spill.resumed == 0
    path.write_bytes(before)
    with Spill(path) as spill:
        encoded(encoder(), spill)
        assert spill.resumed


def test_short_books_stay_in_memory(tmp_path: Path, encoder: Opener) -> None:
    with Spill(tmp_path / "vectors") as spill:
        assert isinstance(encoder().encode(TEXT[:100], lambda done: None, spill), WordVectors)
        assert list(tmp_path.iterdir()) == []
