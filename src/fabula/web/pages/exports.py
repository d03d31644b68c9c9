"""Downloads of a World in other programs' formats."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from fabula.store import load_world
from fabula.web.edition import Edition

Data = dict[str, Any]


def formats() -> Data:
    """What a book can be had as."""
    from fabula.export import FORMATS  # the page opens sooner without

    found = [{"name": f.name, "about": f.about, "single": f.single} for f in FORMATS.values()]
    return {"formats": found}


def download(edition: Edition, path: Path, name: str) -> Response | None:
    """One format as an attachment, several files packed in a ZIP; None for an unknown one.

    Raises ExportError where the book lacks what the format needs, and MissingExtra.
    """
    from fabula.export import FORMATS, encoded

    chosen = FORMATS.get(name)
    if chosen is None:
        return None
    # the page itself does without words
    files = chosen.files(replace(edition.world, words=load_world(path).words))
    if chosen.single:
        ((suffix, content),) = files.items()
        return _attachment(edition.book + suffix, encoded(content))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, content in files.items():
            archive.writestr(edition.book + suffix, encoded(content))
    return _attachment(f"{edition.book}-{name}.zip", packed.getvalue())


def _attachment(name: str, content: bytes) -> Response:
    # never shown by the browser: an export may be HTML or SVG
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition}
    return Response(content, headers=headers, media_type="application/octet-stream")
