"""Networks: GraphML that networkx reads, GEXF with its scenes."""

from __future__ import annotations

import io
from dataclasses import replace

import networkx as nx
from lxml import etree

from fabula.export import FORMATS
from tale import tale_world

WORLD = tale_world(words=False)


def graph(suffix: str) -> nx.Graph:
    content = FORMATS["graphml"].files(WORLD)[suffix]
    return nx.read_graphml(io.BytesIO(str(content).encode("utf-8")))


def test_those_present_together_are_joined() -> None:
    together = graph(".copresence.graphml")
    assert not together.is_directed()
    assert set(together.nodes) == {"c1", "c2", "c3"}
    assert list(together.edges(data=True)) == [
        ("c1", "c2", {"weight": 1.0, "kind": "co-presence", "scenes": 1, "id": "e0"})
    ]


def test_speaking_has_a_direction_and_a_number() -> None:
    speaks = graph(".speaks.graphml")
    assert speaks.is_directed()
    assert {(a, b): d["weight"] for a, b, d in speaks.edges(data=True)} == {
        ("c2", "c1"): 1.0,
        ("c3", "c1"): 1.0,
    }


def test_nodes_tell_who_they_are() -> None:
    node = graph(".speaks.graphml").nodes["c1"]
    assert node["label"] == node["aliases"] == "Zoë"
    assert node["narrates"] is True
    assert node["lines"] == 2


def test_where_nobody_was_looked_for_mentions_count() -> None:
    bare = replace(WORLD, scenes=tuple(replace(s, present=()) for s in WORLD.scenes))
    content = FORMATS["graphml"].files(bare)[".copresence.graphml"]
    edges = nx.read_graphml(io.BytesIO(str(content).encode("utf-8"))).edges
    assert set(edges) == {("c1", "c2"), ("c1", "c3"), ("c2", "c3")}


def test_gexf_knows_when() -> None:
    (text,) = FORMATS["gexf"].files(WORLD).values()
    root = etree.fromstring(str(text).encode("utf-8"))
    assert root.get("version") == "1.3"
    whole = root.find("{*}graph")
    assert whole is not None
    assert dict(whole.attrib) == {
        "mode": "dynamic",
        "defaultedgetype": "undirected",
        "timeformat": "integer",
        "timerepresentation": "interval",
        "start": "0",
        "end": "1",
    }
    spells = {
        node.get("id"): [(s.get("start"), s.get("end")) for s in node.iterfind(".//{*}spell")]
        for node in root.iterfind(".//{*}node")
    }
    assert spells == {"c1": [("0", "1")], "c2": [("0", "1")], "c3": [("0", "0")]}
    kinds = [(e.get("kind"), e.get("type"), e.get("weight")) for e in root.iterfind(".//{*}edge")]
    assert ("co-presence", "undirected", "1.0") in kinds
    assert ("speaks-to", "directed", "1.0") in kinds
    (weight,) = root.findall(".//{*}edge[@kind='co-presence']//{*}attvalue")
    assert (weight.get("for"), weight.get("value"), weight.get("start")) == ("weight", "1.0", "1")
