"""Two graphs in GraphML: who shares scenes (undirected) and who speaks to whom (directed).

Nodes are characters by their ids; attributes are scalars, as GraphML wants it.
"""

from __future__ import annotations

from fabula.export.base import Files, xml_attribute, xml_text
from fabula.export.network import ByScene, conversations, copresence
from fabula.schema.world import Character, World

NODE_KEYS = {
    "label": "string",
    "aliases": "string",
    "pronouns": "string",
    "mentions": "int",
    "lines": "int",
    "narrates": "boolean",
    "group": "boolean",
}
EDGE_KEYS = {"weight": "double", "kind": "string", "scenes": "int"}


def graphml_files(world: World) -> Files:
    return {
        ".copresence.graphml": _graph(world, "co-presence", copresence(world), directed=False),
        ".speaks.graphml": _graph(world, "speaks-to", conversations(world), directed=True),
    }


def _graph(world: World, kind: str, edges: ByScene, *, directed: bool) -> str:
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    ]
    for target, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for key, kind_of in keys.items():
            names = f'id="{target}_{key}" for="{target}" attr.name="{key}" attr.type="{kind_of}"'
            parts.append(f"  <key {names}/>\n")
    default = "directed" if directed else "undirected"
    parts.append(f'  <graph id="{kind}" edgedefault="{default}">\n')
    parts += [_node(character) for character in world.characters]
    for number, ((source, target), scenes) in enumerate(edges.items()):
        ends = f'source="{xml_attribute(source)}" target="{xml_attribute(target)}"'
        values = {"weight": float(scenes.total()), "kind": kind, "scenes": len(scenes)}
        parts.append(f'    <edge id="e{number}" {ends}>{_data("edge", values)}</edge>\n')
    parts.append("  </graph>\n</graphml>\n")
    return "".join(parts)


def _node(character: Character) -> str:
    values = {
        "label": character.name,
        "aliases": "; ".join(alias.text for alias in character.aliases),
        "pronouns": character.pronouns or "",
        "mentions": character.mentions,
        "lines": character.lines,
        "narrates": character.narrates,
        "group": character.group,
    }
    return f'    <node id="{xml_attribute(character.id)}">{_data("node", values)}</node>\n'


def _data(target: str, values: dict[str, object]) -> str:
    return "".join(
        f'<data key="{target}_{key}">{xml_text(_scalar(value))}</data>'
        for key, value in values.items()
    )


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
