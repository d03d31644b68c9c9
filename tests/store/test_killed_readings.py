"""``fabula read`` killed: what it acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("FABULA_KILLED_READINGS", "4"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_reading_leaves_the_file_before_or_the_file_after(tmp_path: Path) -> None:
    program = Path(__file__).with_name("reading_kills.py")
    folder = tmp_path / "kills"
    folder.mkdir()
    with (tmp_path / "errors.txt").open("w") as errors:  # a file, as in a log of the long run
        done = subprocess.run(
            [sys.executable, str(program), str(folder), str(KILLS)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=60 + 60 * KILLS,
        )
    state = json.loads(done.stdout.splitlines()[-1])
    assert state["kills"] == KILLS
    wrong = {name: state[name] for name in ("lost", "half", "strange", "orphans")}
    assert wrong == dict.fromkeys(wrong, 0)
    assert state["last"] >= 0
