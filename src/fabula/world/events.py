"""Events with those who take part in them, read off the dependency tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fabula.schema.spans import EventTrigger, Mention
from fabula.schema.tokens import Syntax, Tokens, children_of, rows_at
from fabula.schema.world import Event, Scene
from fabula.world.scenes import scene_at

AGENTS = frozenset({"nsubj", "obl:agent"})
PATIENTS = frozenset({"obj", "iobj", "nsubj:pass"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def build_events(
    triggers: Sequence[EventTrigger],
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    cast_of: Sequence[str | None],
    scenes: Sequence[Scene],
    text: str,
) -> tuple[Event, ...]:
    """One event per trigger; ``cast_of[i]`` is the character id of mention i, if any.

    Agents and patients are characters only. A trigger that is no token keeps its text as
    lemma and has nobody taking part.
    """
    people = _people_by_row(tokens, mentions, cast_of)
    children = children_of(syntax.head)
    starts = [scene.start for scene in scenes]
    events = []
    rows = rows_at(tokens, [trigger.start for trigger in triggers])
    for trigger, row in zip(triggers, rows, strict=True):
        agents: tuple[str, ...] = ()
        patients: tuple[str, ...] = ()
        lemma = text[trigger.start : trigger.end].lower()
        if row is not None:
            lemma = syntax.lemma[row]
            roles = list(_participants(row, syntax, children))
            agents = _ids(roles, AGENTS, people)
            patients = _ids(roles, PATIENTS, people)
        scene = scene_at(scenes, starts, trigger.start)
        events.append(
            Event(trigger.start, trigger.end, lemma, agents, patients, scene, trigger.confidence)
        )
    return tuple(events)


def _people_by_row(
    tokens: Tokens, mentions: Sequence[Mention], cast_of: Sequence[str | None]
) -> dict[int, str]:
    """The character whose mention has its head at a row; of nested ones the outermost."""
    people: dict[int, str] = {}
    rows = rows_at(tokens, [mention.head[0] for mention in mentions])
    for row, who in zip(rows, cast_of, strict=True):
        if row is not None and who is not None:
            people.setdefault(row, who)
    return people


def _participants(
    verb: int, syntax: Syntax, children: Sequence[Sequence[int]]
) -> Iterator[tuple[str, int]]:
    """(relation, row) of subjects, objects and agents; conjuncts take part alike.

    A verb without a subject that is coordinated with another shares its subject:
    "Ann rose and left".
    """
    has_subject = False
    for child in children[verb]:
        relation = syntax.deprel[child]
        has_subject = has_subject or relation in SUBJECTS
        if relation in AGENTS or relation in PATIENTS:
            yield from _with_conjuncts(relation, child, syntax, children)
    if has_subject or syntax.deprel[verb] != "conj":
        return
    # UD attaches every conjunct to the first, so one step up is enough
    for child in children[int(syntax.head[verb])]:
        if syntax.deprel[child] in SUBJECTS:
            yield from _with_conjuncts(syntax.deprel[child], child, syntax, children)


def _with_conjuncts(
    relation: str, row: int, syntax: Syntax, children: Sequence[Sequence[int]]
) -> Iterator[tuple[str, int]]:
    yield relation, row
    for child in children[row]:
        if syntax.deprel[child] == "conj":
            yield relation, child


def _ids(
    roles: Sequence[tuple[str, int]], wanted: frozenset[str], people: Mapping[int, str]
) -> tuple[str, ...]:
    """The characters in the wanted roles, each once, in text order of the dependents."""
    found = (people.get(row) for relation, row in roles if relation in wanted)
    return tuple(dict.fromkeys(who for who in found if who is not None))
