"""Gives mutants of good files to every reader.

    python bench/fuzz.py [--count 10000] [--seed 7] [--out runs/soak/fuzz] [KIND...]
    python bench/fuzz.py --guided 3600 epub      # needs: pip install atheris

Kinds: epub, docx, html, txt, md, toml (corrections), fabula. ``--count`` is of each kind. A
mutant follows from seed, kind and number; a run that is stopped goes on where it was. What
crashes, hangs or raises anything but Fabula's own errors is kept in ``tests/hostile/findings``,
which the tests read again, and the exit code is 1. With ``--guided`` the mutants that reach new
lines of Fabula are mutated further, for so many seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from results import write_result

HOSTILE = Path(__file__).parents[1] / "tests" / "hostile"
sys.path[:0] = [str(HOSTILE), str(HOSTILE.parent / "ingest"), str(HOSTILE.parent)]

from fuzzing import Finding, Readers, fuzz  # noqa: E402
from mutants import KINDS, mutant, mutated  # noqa: E402

AT_ONCE = 500  # mutants between two notes of how far it is


def main() -> int:
    """Run it; 0 if nothing was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("runs/soak/fuzz"))
    parser.add_argument("--guided", type=int, metavar="SECONDS")
    parser.add_argument("kinds", nargs="*", metavar="KIND", default=list(KINDS))
    given = parser.parse_args()
    if given.guided:
        guided(given.kinds[0], given.guided, given.out)
    given.out.mkdir(parents=True, exist_ok=True)
    rows = [run(kind, given.seed, given.count, given.out) for kind in given.kinds]
    return write_result(given.out, given.count, rows)


def run(kind: str, seed: int, count: int, out: Path) -> tuple[str, str, bool]:
    """All mutants of one kind: what was checked, what came out, whether it holds."""
    state = out / f"{kind}-{seed}.json"
    done = {"next": 0, "found": 0, "seconds": 0.0}
    if state.is_file():
        done = json.loads(state.read_text(encoding="utf-8"))
    with Readers() as readers:
        while done["next"] < count:
            numbers = range(int(done["next"]), min(count, int(done["next"]) + AT_ONCE))
            started = time.perf_counter()
            for finding in fuzz(readers, kind, seed, numbers):
                if finding:
                    done["found"] += 1
                    keep(finding)
            done["seconds"] += time.perf_counter() - started
            done["next"] = numbers.stop
            state.write_text(json.dumps(done), encoding="utf-8")
            print(f"{kind}: {done['next']:,} mutants, {done['found']} findings", flush=True)
    figure = f"{done['found']:.0f} findings in {done['seconds']:.0f} s"
    return f"{done['next']:,.0f} mutants: {kind}", figure, not done["found"]


def keep(finding: Finding) -> None:
    """Put it where the tests find it."""
    print(f"{finding.kind} {finding.number}: {finding.trouble}", flush=True)
    folder = HOSTILE / "findings"
    folder.mkdir(exist_ok=True)
    (folder / finding.name).write_bytes(finding.data)


def guided(kind: str, seconds: int, out: Path) -> None:
    """Mutants led by the lines they reach; atheris ends the process."""
    import random

    import atheris

    from fabula import corrections, ingest, store  # noqa: F401  what is instrumented below
    from fabula.errors import FabulaError
    from fabula.ingest import story_from_bytes

    atheris.instrument_all()
    corpus = out / f"guided-{kind}"
    corpus.mkdir(parents=True, exist_ok=True)
    for number in range(50):
        (corpus / f"{number}").write_bytes(mutant(kind, 7, number))
    name = KINDS[kind][0]
    readers = Readers()

    def one(data: bytes) -> None:
        if kind in ("toml", "fabula"):
            readers.read(kind, data)
            return
        try:
            story_from_bytes(data, name)
        except FabulaError:
            return

    def change(data: bytes, size: int, seed: int) -> bytes:
        return mutated(kind, data, random.Random(seed))[:size]

    options: Sequence[str] = (
        f"-max_total_time={seconds}",
        "-timeout=30",
        "-max_len=100000",
        f"-artifact_prefix={corpus}-",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
