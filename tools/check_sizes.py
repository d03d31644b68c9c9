"""Finds modules of more than 400 lines and functions of more than 50."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 50


def too_long(path: Path) -> Iterator[str]:
    """One message for each limit the file passes."""
    source = path.read_text(encoding="utf-8")
    length = len(source.splitlines())
    if length > MODULE_LINES:
        yield f"{path}: module of {length} lines, limit {MODULE_LINES}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                where = f"{path}:{node.lineno}"
                yield f"{where}: {node.name} of {length} lines, limit {FUNCTION_LINES}"


def main(folders: list[str]) -> int:
    """Print all messages; 1 if there are any, or if there is nothing to check."""
    files = [file for folder in folders for file in sorted(Path(folder).rglob("*.py"))]
    messages = [message for file in files for message in too_long(file)]
    for message in messages:
        print(message)
    return 1 if messages or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["src"]))
