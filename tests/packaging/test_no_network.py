"""Reading makes no connection: seen from outside, because libraries do what they like."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STORY = "“You came,” said Bo. It was late, and the train had gone without them.\n"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_reading_connects_to_nothing_and_writes_one_file(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    log = tmp_path / "calls.log"
    # telemetry waits a little before it speaks
    program = "import fabula, time; fabula.read('story.txt').save('w.fabula'); time.sleep(3)"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg,openat,open,creat",
         "-o", str(log), sys.executable, "-c", program],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
    )  # fmt: skip
    calls = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert calls
    assert [call for call in calls if "AF_INET" in call or "htons" in call] == []
    written = {
        found[1] for call in calls if "O_CREAT" in call and (found := re.search(r'"([^"]*)"', call))
    }
    strange = {
        name for name in written if not name.startswith((str(tmp_path), "/dev/", "w.fabula"))
    }
    assert strange == set()
