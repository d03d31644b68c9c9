"""GEXF 1.3 (gexf.net), dynamic: the network as it changes from scene to scene.

Time is the number of the scene, from 0; intervals include their end. An edge has the
weight of all scenes, and the dynamic attribute ``weight`` (a title reserved for this) what
it has in which.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from fabula.export.base import xml_attribute, xml_text
from fabula.export.network import ByScene, conversations, copresence, scene_casts
from fabula.schema.world import Character, World

NODE_KEYS = {"aliases": "string", "pronouns": "string", "mentions": "integer", "lines": "integer"}


def gexf_document(world: World) -> str:
    """Undirected edges of kind ``co-presence``, directed ones of kind ``speaks-to``."""
    last = max(len(world.scenes) - 1, 0)
    title = xml_text(world.story.title or world.story.source)
    together, talk = copresence(world), conversations(world)
    spells = _spells(world, talk)
    edges = [
        *_edges(together, "co-presence", "undirected"),
        *_edges(talk, "speaks-to", "directed"),
    ]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        f"  <meta><creator>Fabula</creator><description>{title}</description></meta>\n"
        '  <graph mode="dynamic" defaultedgetype="undirected" timeformat="integer" '
        f'timerepresentation="interval" start="0" end="{last}">\n'
        '    <attributes class="node" mode="static">\n'
    ]
    for key, kind in NODE_KEYS.items():
        parts.append(f'      <attribute id="{key}" title="{key}" type="{kind}"/>\n')
    parts.append(
        '    </attributes>\n    <attributes class="edge" mode="dynamic">\n'
        '      <attribute id="weight" title="weight" type="double"/>\n'
        "    </attributes>\n    <nodes>\n"
    )
    parts += [_node(character, spells[character.id]) for character in world.characters]
    parts.append("    </nodes>\n    <edges>\n")
    parts += [f'      <edge id="{number}" {edge}' for number, edge in enumerate(edges)]
    parts.append("    </edges>\n  </graph>\n</gexf>\n")
    return "".join(parts)


def _spells(world: World, talk: ByScene) -> defaultdict[str, set[int]]:
    """The scenes everybody is in; speaking over the telephone counts, too."""
    spells: defaultdict[str, set[int]] = defaultdict(set)
    for number, people in enumerate(scene_casts(world)):
        for who in people:
            spells[who].add(number)
    for (source, target), scenes in talk.items():
        spells[source].update(scenes)
        spells[target].update(scenes)
    return spells


def _node(character: Character, scenes: set[int]) -> str:
    values = {
        "aliases": "; ".join(alias.text for alias in character.aliases),
        "pronouns": character.pronouns or "",
        "mentions": str(character.mentions),
        "lines": str(character.lines),
    }
    listed = "".join(
        f'<attvalue for="{key}" value="{xml_attribute(value)}"/>' for key, value in values.items()
    )
    name = f'id="{xml_attribute(character.id)}" label="{xml_attribute(character.name)}"'
    return f"      <node {name}><attvalues>{listed}</attvalues>{_lifetime(scenes)}</node>\n"


def _edges(edges: ByScene, kind: str, direction: str) -> Iterable[str]:
    for (source, target), scenes in edges.items():
        weights = "".join(
            f'<attvalue for="weight" value="{float(count)}" start="{number}" end="{number}"/>'
            for number, count in sorted(scenes.items())
        )
        ends = f'source="{xml_attribute(source)}" target="{xml_attribute(target)}"'
        yield (
            f'{ends} type="{direction}" kind="{kind}" weight="{_weight(scenes)}">'
            f"<attvalues>{weights}</attvalues>{_lifetime(scenes)}</edge>\n"
        )


def _weight(scenes: Counter[int]) -> float:
    return float(scenes.total())


def _lifetime(scenes: Iterable[int]) -> str:
    """Runs of neighbouring scenes as spells."""
    runs: list[list[int]] = []
    for number in sorted(scenes):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    listed = "".join(f'<spell start="{first}" end="{last}"/>' for first, last in runs)
    return f"<spells>{listed}</spells>" if runs else ""
