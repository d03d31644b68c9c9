"""The builders of other areas serve here too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / area) for area in ("ingest", "web", "archive")]
