"""Fabula, BookNLP and spaCy on the same text: speed and memory in one run on one machine.

    python bench/against.py [FILE] [--copies N] [--only NAME ...] [--repeat N]

Without FILE: the example story, eight times over, a novel of some 100,000 words. See
bench/README.md for what is measured, and what of it is not as in real life.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parent.resolve()
ROOT = BENCH.parent
RIVALS = BENCH / "rivals"
KEPT = ROOT / ".cache" / "bench"  # environments and models, made once
EXAMPLE = ROOT / "examples" / "speckled_band.txt"
COPIES = 8  # of the example
SPACY = "spacy>=3.8.2,<3.9"
# What BookNLP 1.0.8 runs with: it names no upper bounds, and newer releases broke it. It also
# asks for TensorFlow, which no line of it imports: --no-deps leaves that out.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "fabula": (("--editable", str(ROOT)),),
    "spacy": ((SPACY,),),
    "booknlp": (
        (SPACY, "torch==2.13.0", "transformers>=4.50,<5", "setuptools<81"),
        ("--no-deps", "booknlp==1.0.8"),
    ),
}
NAMES = ("fabula", "spacy", "booknlp-small", "booknlp-big")


class Failed(Exception):
    """Something needed for the benchmark is not to be had, or did not run."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process from start to end: wall-clock seconds, and MB at its peak."""

    seconds: float
    peak_mb: float


def main() -> int:
    """Print a row for every system; 2 if one could not be measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="a text in UTF-8")
    parser.add_argument("--copies", type=int, default=COPIES, help="of the example story")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--repeat", type=int, default=1, help="runs of each; the fastest counts")
    arguments = parser.parse_args()
    if not hasattr(os, "wait4"):
        print("This needs a system that tells what a process used, such as Linux or macOS.")
        return 2
    try:
        text = _text(arguments.file, arguments.copies)
        print(measure(text, arguments.only, arguments.repeat))
    except (Failed, OSError, UnicodeDecodeError) as error:
        print(f"against.py: {error}", file=sys.stderr)
        return 2
    return 0


def measure(text: str, names: Sequence[str], repeat: int) -> str:
    """Run each system on the text, Fabula first, and tell what it took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        book = folder / "text.txt"
        book.write_text(text, encoding="utf-8", newline="\n")
        fabula, saved = [_python("fabula"), "-m", "fabula"], folder / "text.fabula"
        costs = {"fabula": run([*fabula, "read", book, "-o", saved], folder, repeat)}
        run([*fabula, "export", saved, "--to", "json", "-o", folder / "world.json"], folder, 1)
        world = json.loads((folder / "world.json").read_bytes())
        mentions = _mentions(world, folder)
        for name in names:
            if name == "spacy":
                command = [_python("spacy"), RIVALS / "spacy_run.py", _spacy_pipeline(), book]
                costs[name] = run(command, folder, repeat)
            elif name != "fabula":
                models = (_booknlp_models(), _spacy_pipeline())
                script = [_python("booknlp"), RIVALS / "booknlp_run.py", name.split("-")[1]]
                command = [*script, *models, book, mentions, folder / name]
                costs[name] = run(command, folder, repeat)
    return table(costs, world["story"]["tokens"])


def table(costs: dict[str, Cost], tokens: int) -> str:
    """A row for each system, with time and memory as multiples of Fabula's."""
    head = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
    lines = [
        f"{head}Python {platform.python_version()}; {tokens:,} tokens; no GPU; start included",
        "",
        f"{'':14}{'seconds':>9}{'tokens/s':>10}{'peak MB':>9}{'x time':>8}{'x memory':>10}",
    ]
    ours = costs["fabula"]
    for name, cost in costs.items():
        lines.append(
            f"{name:14}{cost.seconds:>9.1f}{tokens / cost.seconds:>10,.0f}{cost.peak_mb:>9,.0f}"
            f"{cost.seconds / ours.seconds:>8.2f}{cost.peak_mb / ours.peak_mb:>10.2f}"
        )
    return "\n".join(lines)


def run(command: Sequence[str | Path], folder: Path, repeat: int) -> Cost:
    """The fastest of some runs of a command, each a fresh process without GPU or network."""
    words = list(map(str, command))
    _say(" ".join(Path(word).name for word in words[1:4]))
    changed = {"CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1", "PYTHONPATH": ""}
    costs = []
    for _ in range(repeat):
        with (folder / "log").open("w+b") as log:
            started = time.perf_counter()
            process = subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | changed)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                log.seek(0)
                raise Failed(f"{' '.join(words)} failed:\n{_tail(log.read())}")
        unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # bytes there, kibibytes elsewhere
        costs.append(Cost(seconds, usage.ru_maxrss / unit))
    return min(costs, key=lambda cost: cost.seconds)


def _text(file: Path | None, copies: int) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8-sig")
    story = EXAMPLE.read_text(encoding="utf-8-sig")
    return "\n\n".join(f"CHAPTER {i + 1}\n\n{story}" for i in range(copies))


def _mentions(world: dict[str, Any], folder: Path) -> Path:
    """What ``booknlp_run.py`` gives to BookNLP in place of what random weights find."""
    mentions = [[m["start"], m["end"], m["kind"], m["type"]] for m in world["mentions"]]
    events = [event["start"] for event in world["events"]]
    file = folder / "mentions.json"
    file.write_text(json.dumps({"mentions": mentions, "events": events}), encoding="utf-8")
    return file


def _python(name: str) -> Path:
    """The interpreter of an environment of its own, made on first use."""
    folder = KEPT / name
    state = f"{sys.version}\n{NEEDED[name]}\n"
    if name == "fabula":
        state += (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    if not _is_made(folder, state):
        _say(f"setting up {name} in {folder}")
        try:
            venv.create(folder, with_pip=True)
        except subprocess.CalledProcessError as error:
            raise Failed("no virtual environment can be made; install python3-venv.") from error
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        for packages in NEEDED[name]:
            _make([*pip, "--disable-pip-version-check", *packages], f"cannot install {packages}")
        _mark(folder, state)
    return folder / "bin" / "python"


def _spacy_pipeline() -> Path:
    return _model("spacy", RIVALS / "spacy_pipeline.py")


def _booknlp_models() -> Path:
    tokenizer = ROOT / "src" / "fabula" / "model" / "tokenizer.json"
    return _model("booknlp", RIVALS / "booknlp_models.py", tokenizer)


def _model(name: str, script: Path, *arguments: Path) -> Path:
    """The folder that a script writes, made again when the script changes."""
    folder = KEPT / f"{name}-models"
    state = script.read_text(encoding="utf-8")
    if not _is_made(folder, state):
        _say(f"making the models of {name}")
        _make([_python(name), script, *arguments, folder], f"cannot make the models of {name}")
        _mark(folder, state)
    return folder


def _make(command: Sequence[str | Path], failure: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Failed(f"{failure}:\n{_tail(done.stdout)}")


def _is_made(folder: Path, state: str) -> bool:
    """Whether the folder was finished in this state; anything else there is removed."""
    mark = folder / "made"
    if mark.is_file() and mark.read_text(encoding="utf-8") == state:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return False


def _mark(folder: Path, state: str) -> None:
    (folder / "made").write_text(state, encoding="utf-8")


def _tail(output: bytes) -> str:
    return "\n".join(output.decode("utf-8", "replace").strip().splitlines()[-15:])


def _say(words: str) -> None:
    print(f"against.py: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
