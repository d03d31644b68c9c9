"""Every example in the documentation runs as it stands there."""

from __future__ import annotations

import doctest
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_pages import (
    DOCS,
    ROOT,
    Block,
    agree,
    blocks,
    commands,
    fabula_lines,
    is_run,
    make_workspace,
    name_of,
    pages,
    parse,
    run,
)

from fabula.archive.query import query

SHELLS = ("", "sh", "console")


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    make_workspace(folder)
    return folder


@pytest.fixture
def here(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the workspace, as the current folder."""
    shutil.copytree(workspace, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_blocks(*languages: str) -> list[Path]:
    return [page for page in pages() if any(_blocks(page, *languages))]


def _blocks(page: Path, *languages: str) -> Iterator[Block]:
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language in languages and block.runs:
            yield block


@pytest.mark.parametrize("file", with_blocks("python", "console"), ids=name_of)
def test_examples(file: Path, here: Path) -> None:
    """In the order of the page, since one may need what another wrote."""
    space: dict[str, object] = {"__name__": "__main__"}
    for block in _blocks(file, "python", "console"):
        if block.language == "console":
            _run_commands(file, block)
        elif ">>>" in block.code:
            space = _run_doctest(file, block, space)
        else:
            # padded, so that a traceback has the line of the page
            padded = "\n" * (block.line - 1) + block.code
            exec(compile(padded, str(file), "exec"), space)  # the examples are ours


def _run_commands(page: Path, block: Block) -> None:
    for command in commands(block.code):
        if is_run(command):
            shown = run(command.line)
            assert not command.printed.strip() or agree(command.printed, shown), (
                f"{name_of(page)}:{block.line}: {command.line}\n{shown}"
            )


def _run_doctest(page: Path, block: Block, space: dict[str, object]) -> dict[str, object]:
    """Run the examples of a block; the names they leave behind."""
    examples = doctest.DocTestParser().get_doctest(
        block.code, space, page.name, str(page), block.line - 1
    )
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    failed = runner.run(examples, out=report.append, clear_globs=False).failed
    assert not failed, "".join(report)
    return examples.globs


@pytest.mark.parametrize("file", with_blocks(*SHELLS), ids=name_of)
def test_every_call_of_fabula_is_one(file: Path) -> None:
    for block in _blocks(file, *SHELLS):
        for words in fabula_lines(block):
            parse(words)


@pytest.mark.parametrize("file", with_blocks("sql"), ids=name_of)
def test_sql(file: Path, here: Path) -> None:
    for block in _blocks(file, "sql"):
        assert query("archive", block.code).columns


def _lacks_r() -> bool:
    program = shutil.which("Rscript")
    asked = 'quit(status = !all(sapply(c("DBI", "RSQLite"), requireNamespace, quietly = TRUE)))'
    return program is None or subprocess.run([program, "-e", asked], check=False).returncode != 0


@pytest.mark.skipif(_lacks_r(), reason="needs R with DBI and RSQLite")
@pytest.mark.parametrize("file", with_blocks("r"), ids=name_of)
def test_r(file: Path, here: Path) -> None:
    for block in _blocks(file, "console"):
        for command in commands(block.code):
            run(command.line)
    code = "\n".join(block.code for block in _blocks(file, "r"))
    subprocess.run(["Rscript", "-e", code], check=True)


def test_pages_of_all_kinds_have_examples() -> None:
    for language in ("python", "console", "sh", "sql", "r"):
        assert with_blocks(language), language
    assert len(with_blocks("console")) > 4


def test_links_between_pages_lead_somewhere() -> None:
    for page in pages():
        for target in _links(page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            there = (page.parent / path).resolve() if path else page
            assert there.exists(), f"{name_of(page)}: {target}"
            if anchor and there.suffix == ".md":
                assert anchor in _anchors(there), f"{name_of(page)}: {target}"


def _links(text: str) -> Iterator[str]:
    for block in blocks(text):
        text = text.replace(block.code, "")
    for _, _, rest in (piece.partition("](") for piece in text.split("[")):
        target = rest.partition(")")[0]
        if target and "://" not in target:
            yield target


def _anchors(page: Path) -> set[str]:
    headings = [
        line.lstrip("#").strip()
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    ]
    kept = ("".join(c for c in h.lower() if c.isalnum() or c in " -_") for h in headings)
    return {heading.replace(" ", "-") for heading in kept}


def test_the_package_itself_starts_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    import fabula

    monkeypatch.chdir(ROOT)
    assert doctest.testmod(fabula) == doctest.TestResults(failed=0, attempted=3)


def test_a_wrong_page_is_found_out(tmp_path: Path) -> None:
    page = "text\n\n```console\n$ fabula limits --json\n[\n…\n]\n$ fabula paint\n```\n"
    (block,) = blocks(page)
    first, second = commands(block.code)
    assert agree(first.printed, run(first.line))
    assert not agree("{\n…\n}\n", run(first.line))
    with pytest.raises(Exception, match="paint"):
        parse(second.line.split()[1:])
    assert not any(blocks(page)) or next(blocks(page)).line == 4


def test_every_page_is_in_the_site() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = set(index.split())
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix("").as_posix()
        assert name == "index" or name in listed, name
