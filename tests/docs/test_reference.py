"""What the site takes from the code is all there, and what pages list is complete."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from doc_pages import DOCS, ROOT, pages

from fabula.archive.limits import listed
from fabula.cli import COMMANDS
from fabula.export import FORMATS
from fabula.schema.json import to_contract
from fabula.schema.spans import Attribution
from fabula.store.tables import WORDS
from fabula.views.reasons import REASONS
from worlds import sample_world


@pytest.fixture
def from_code(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(DOCS / "_ext")
    return import_module("from_code")


def test_every_key_of_the_contract_is_described(from_code: ModuleType) -> None:
    tables = {table.name: table for table in from_code.described_tables()}
    for table in from_code._TABLES:
        keys = {column.name for column in tables[table.name].columns if column.json}
        assert keys == (set() if table == WORDS else set(table.columns)), table.name
    contract = to_contract(sample_world())
    for key, records in contract.items():
        if isinstance(records, list):
            known = {column.name for column in tables[key].columns}
            inside = {"aliases", "spans", "present"}  # tables of their own
            assert all(set(record) - inside <= known for record in records), key


def test_types_are_those_of_the_json(from_code: ModuleType) -> None:
    described = {
        (table.name, column.name): column.json
        for table in from_code.described_tables()
        for column in table.columns
    }
    assert described["characters", "narrates"] == "boolean"
    assert described["characters", "pronouns"] == "string or null"
    assert described["quotes", "addressees"] == "array"
    assert described["quotes", "speaker"] == "string or null"
    assert described["quotes", "confidence"] == "number"
    assert described["stories", "header"] == "object"
    assert described["mentions", "text"] is None  # of the table alone
    assert described["words", "lemma"] is None


def test_parts_have_all_there_is(from_code: ModuleType) -> None:
    assert all(f"`{name}`" in from_code.limits() for name, *_ in listed())
    assert all(f"`{name}`" in from_code.reasons() for name in REASONS)
    assert "FabulaError" in from_code.errortree() and "StoreError" in from_code.errortree()


def test_pages_ask_for_parts_that_exist(from_code: ModuleType) -> None:
    asked = [
        part for page in pages() for part in from_code._MARKER.findall(page.read_text("utf-8"))
    ]
    assert set(asked) == set(from_code.PARTS)
    assert from_code.filled("a\n\n<!-- from code: doubts -->\n").count("|") > 10
    with pytest.raises(KeyError):
        from_code.filled("<!-- from code: rumours -->")


def test_every_reason_has_words() -> None:
    documented = (Attribution.__doc__ or "").partition("Reasons:")[2]
    codes = set(re.findall(r"``([a-z-]+)``", documented))
    assert len(codes) > 12
    assert codes <= set(REASONS)


def test_pages_name_every_format_and_command() -> None:
    formats = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"| `{name}` |" not in formats] == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(f"`fabula {name}[ `]", readme)] == []


def test_pictures_are_there_and_described() -> None:
    for page in pages():
        for about, path in re.findall(
            r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8")
        ):
            assert len(about) > 20, f"{page}: a picture without words"
            assert (page.parent / Path(path)).exists(), f"{page}: {path}"
