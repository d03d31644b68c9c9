"""``standOff``: people with relations, places, organisations and vehicles."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.export.base import xml_attribute, xml_text
from fabula.schema.world import Alias, Character, Other, Place, World

PLACES = frozenset({"FAC", "LOC", "GPE"})


def standoff(world: World) -> str:
    """Everything the text points to."""
    others = world.others
    people = [
        *map(_character, world.characters),
        *(_other(o, "person", "persName") for o in others if o.type == "PER"),
        _relations(world),
    ]
    places = [
        *map(_place, world.places),
        *(_other(o, "place", "placeName") for o in others if o.type in PLACES),
        _inside(world.places),
    ]
    organisations = (_other(o, "org", "orgName") for o in others if o.type == "ORG")
    vehicles = (_vehicle(o) for o in others if o.type == "VEH")
    lists = [
        _list("listPerson", people),
        _list("listPlace", places),
        _list("listOrg", organisations),
        _list("listObject", vehicles),
    ]
    return f"<standOff>\n{''.join(lists)}</standOff>\n" if any(lists) else ""


def certainty(confidence: float) -> str:
    """A confidence in the three words TEI has for it."""
    if confidence >= 0.8:
        return "high"
    return "medium" if confidence >= 0.5 else "low"


def _list(name: str, items: Iterable[str]) -> str:
    content = "".join(items)
    return f"<{name}>\n{content}</{name}>\n" if content else ""


def _character(character: Character) -> str:
    element = "personGrp" if character.group else "person"
    pronouns = (
        f'<note type="pronouns">{xml_text(character.pronouns)}</note>' if character.pronouns else ""
    )
    names = _names("persName", character.name, character.aliases)
    return f'<{element} xml:id="{xml_attribute(character.id)}">{names}{pronouns}</{element}>\n'


def _place(place: Place) -> str:
    names = _names("placeName", place.name, place.aliases)
    return f'<place xml:id="{xml_attribute(place.id)}">{names}</place>\n'


def _other(other: Other, element: str, name: str) -> str:
    named = f"<{name}>{xml_text(other.name)}</{name}>"
    return f'<{element} xml:id="{xml_attribute(other.id)}">{named}</{element}>\n'


def _vehicle(other: Other) -> str:
    name = f"<objectName>{xml_text(other.name)}</objectName>"
    identifier = f"<objectIdentifier>{name}</objectIdentifier>"
    return f'<object xml:id="{xml_attribute(other.id)}">{identifier}</object>\n'


def _names(element: str, name: str, aliases: Iterable[Alias]) -> str:
    main = f'<{element} type="main">{xml_text(name)}</{element}>'
    rest = dict.fromkeys(alias.text for alias in aliases if alias.text != name)
    return main + "".join(f'<{element} type="alias">{xml_text(a)}</{element}>' for a in rest)


def _relations(world: World) -> str:
    return _list(
        "listRelation",
        (
            f'<relation name="{xml_attribute(r.kind)}" active="#{xml_attribute(r.source)}" '
            f'passive="#{xml_attribute(r.target)}" cert="{certainty(r.confidence)}"/>\n'
            for r in world.relations
        ),
    )


def _inside(places: Iterable[Place]) -> str:
    return _list(
        "listRelation",
        (
            f'<relation name="in" active="#{xml_attribute(p.id)}" '
            f'passive="#{xml_attribute(p.inside)}"/>\n'
            for p in places
            if p.inside is not None
        ),
    )
