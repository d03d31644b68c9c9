"""Formats of annotators and parsers, read back."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import pytest

from fabula.export import FORMATS
from tale import TALE, tale_world

WORLD = tale_world()
CLUSTERS = {
    who: sorted((m.start, m.end) for m in WORLD.mentions if m.entity == who)
    for who in ("c1", "c2", "c3", "p1", "o1")
}


def only(name: str) -> str:
    (text,) = FORMATS[name].files(WORLD).values()
    return str(text)


def spans_of_words() -> list[tuple[int, int]]:
    assert WORLD.words is not None
    return list(zip(WORLD.words.tokens.starts.tolist(), WORLD.words.tokens.ends.tolist()))


def test_conll_2012_gives_words_and_clusters_back() -> None:
    lines = only("conll").splitlines()
    assert lines[0].startswith("#begin document (")
    assert lines[-1] == "#end document"
    rows = [line.split("\t") for line in lines[1:-1] if line]
    words = spans_of_words()
    assert [row[3] for row in rows] == [TALE[a:b] for a, b in words]
    clusters: dict[str, list[tuple[int, int]]] = defaultdict(list)
    opened: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for mark in row[-1].split("|") if row[-1] != "-" else ():
            who = mark.strip("()")
            if mark.startswith("("):
                opened[who].append(number)
            if mark.endswith(")"):
                clusters[who].append((words[opened[who].pop()][0], words[number][1]))
    assert sorted(map(sorted, clusters.values())) == sorted(CLUSTERS.values())


def test_conll_2012_names_the_speaker() -> None:
    rows = [line.split("\t") for line in only("conll").splitlines() if "\t" in line]
    speakers = {row[3]: row[9] for row in rows}
    assert (speakers["Come"], speakers["sails"], speakers["Harbour"]) == ("Zo", "Zo", "-")
    assert {len(row) for row in rows} == {12}


def test_conllu_gives_words_trees_and_mentions_back() -> None:
    assert WORLD.words is not None
    blocks = only("conllu").strip().split("\n\n")
    rows = [[r.split("\t") for r in block.splitlines() if r[0] != "#"] for block in blocks]
    flat = [row for block in rows for row in block]
    misc = [dict(field.split("=", 1) for field in row[9].split("|")) for row in flat]
    ranges = [tuple(map(int, m["TokenRange"].split(":"))) for m in misc]
    assert ranges == spans_of_words()
    assert all(TALE[a:b] == row[1] for (a, b), row in zip(ranges, flat))
    for block in rows:
        assert [row[0] for row in block] == [str(n) for n in range(1, len(block) + 1)]
        assert [row[6] for row in block].count("0") == 1
    assert sum(m.get("Entity", "").count("(c1-") for m in misc) == len(CLUSTERS["c1"])
    glued = [row[1] for row, m in zip(flat, misc) if m.get("SpaceAfter") == "No"]
    assert "Зоя" not in glued
    assert "noon" in glued


def test_brat_spans_are_exact_and_stay_on_their_line() -> None:
    files = FORMATS["brat"].files(WORLD)
    assert files[".txt"] == TALE
    bounds = [line.split("\t") for line in str(files[".ann"]).splitlines() if line[0] == "T"]
    for _, place, text in bounds:
        pieces = [tuple(map(int, p.split())) for p in place.split(" ", 1)[1].split(";")]
        assert " ".join(TALE[a:b] for a, b in pieces) == text
        assert all("\n" not in TALE[a:b] for a, b in pieces)
    kinds = {place.split()[0] for _, place, _ in bounds}
    listed = str(files[".annotation.conf"]).splitlines()
    assert kinds <= set(listed)
    assert "R1\tSpeaker Arg1:T16 Arg2:T6" in str(files[".ann"])


def test_brat_joins_mentions_of_one_entity() -> None:
    groups = re.findall(r"^\*\tCoreference (.*)$", str(FORMATS["brat"].files(WORLD)[".ann"]), re.M)
    sizes = sorted(len(group.split()) for group in groups)
    assert sizes == sorted(len(spans) for spans in CLUSTERS.values() if len(spans) > 1)


def selectors(annotation: dict[str, Any]) -> list[dict[str, dict[str, Any]]]:
    target = annotation["target"]
    targets = target if isinstance(target, list) else [target]
    return [{s["type"]: s for s in one["selector"]} for one in targets]


def test_web_annotations_select_what_they_say() -> None:
    collection = json.loads(only("webanno"))
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len(WORLD.mentions) + len(WORLD.quotes)
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        for selector in selectors(item):
            place, quote = selector["TextPositionSelector"], selector["TextQuoteSelector"]
            start, end = place["start"], place["end"]
            assert TALE[start:end] == quote["exact"]
            assert TALE[:start].endswith(quote["prefix"])
            assert TALE[end:].startswith(quote["suffix"])


def test_web_annotations_say_who_speaks() -> None:
    items = {i["id"].partition("#")[2]: i for i in json.loads(only("webanno"))["first"]["items"]}
    first = items["q1"]
    roles = {b["fabula:role"]: b["source"]["label"] for b in first["body"] if "fabula:role" in b}
    assert roles == {"speaker": "Zo", "addressee": "Zoë"}
    assert len(selectors(first)) == 2
    assert {i["motivation"] for i in items.values()} == {"identifying", "classifying"}


@pytest.mark.parametrize("name", ["conll", "conllu"])
def test_mentions_may_nest(name: str) -> None:
    line = next(line for line in only(name).splitlines() if "\tMy\t" in line)
    assert line.count("(") == 2
