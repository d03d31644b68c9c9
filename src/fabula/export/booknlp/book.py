"""``.book``: who does what to whom, and ``.characters_simple.json``: voices to cast."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fabula.export.base import numbered, voice_name
from fabula.export.booknlp.tables import EntityRow
from fabula.export.document import Document
from fabula.schema.world import World

PRONOUNS = {
    "he/him/his": ("he", "him", "his"),
    "she/her": ("she", "her"),
    "they/them/their": ("they", "them", "their"),
    "xe/xem/xyr/xir": ("xe", "xem", "xyr", "xir"),
    "ze/zem/zir/hir": ("ze", "zem", "zir", "hir"),
}
DECIDED = {"he/him": "he/him/his", "she/her": "she/her", "they/them": "they/them/their"}
GENDERS = {"he/him": "male", "she/her": "female"}
# the words by which E2A-SML itself tells age
AGES = {
    "child": frozenset("child boy girl baby infant toddler kid little".split()),
    "teen": frozenset("teen teenager adolescent youth teenage".split()),
    "elder": frozenset("old elderly aged ancient grandfather grandmother".split()),
}
Word = dict[str, Any]


@dataclass(slots=True)
class Cluster:
    """A person of ``.book``, with words as BookNLP gives them: ``{"w": word, "i": token}``."""

    number: int
    entity: str | None
    agent: list[Word] = field(default_factory=list)
    patient: list[Word] = field(default_factory=list)
    mod: list[Word] = field(default_factory=list)
    poss: list[Word] = field(default_factory=list)
    count: int = 0
    proper: Counter[str] = field(default_factory=Counter)
    common: Counter[str] = field(default_factory=Counter)
    pronoun: Counter[str] = field(default_factory=Counter)
    gender: dict[str, Any] | None = None
    voice: str = ""
    proper_list: list[Word] = field(default_factory=list)

    @property
    def forms(self) -> Counter[str]:
        """Proper names, or descriptions of somebody without any."""
        return self.proper or self.common

    def names(self, kind: str) -> Counter[str]:
        return {"PROP": self.proper, "NOM": self.common, "PRON": self.pronoun}[kind]


def clusters(
    world: World,
    document: Document,
    head: Sequence[int],
    deprel: Sequence[str],
    entities: Sequence[EntityRow],
) -> list[Cluster]:
    """Everybody mentioned at least twice, most mentioned first."""
    found: dict[int, Cluster] = {}
    roles = _Roles(document, head, deprel)
    for row in entities:
        if row.cat == "PER":
            cluster = found.setdefault(row.coref, Cluster(row.coref, row.entity))
            cluster.count += 1
            cluster.names(row.prop)[row.text] += 1
            roles.add(cluster, row.first, row.last)
    people = sorted((c for c in found.values() if c.count > 1), key=lambda c: -c.count)
    pronouns = {character.id: character.pronouns for character in world.characters}
    for cluster in people:
        cluster.gender = _gender(cluster.pronoun, pronouns.get(cluster.entity or ""))
    name_voices(people)
    return people


class _Roles:
    """What the tree says about a mention, by the rules of BookNLP's ``get_syntax``."""

    def __init__(self, document: Document, head: Sequence[int], deprel: Sequence[str]) -> None:
        self._document, self._head, self._deprel = document, head, deprel
        self._children: list[list[int]] = [[] for _ in head]
        for row, above in enumerate(head):
            self._children[above].append(row)

    def add(self, cluster: Cluster, first: int, last: int) -> None:
        top = self._top(first, last)
        if top is None:
            return
        if self._deprel[top] == "conj":
            top = self._head[top]
        head, deprel, upos = self._head[top], self._deprel[top], self._document.upos
        if deprel == "nsubj" and self._document.lemma[head] == "be":
            cluster.mod += map(self._word, self._qualities(head))
        elif deprel == "nsubj" and upos[head] == "VERB":
            verbs = [head, *(c for c in self._conjuncts(head) if upos[c] == "VERB")]
            cluster.agent += map(self._word, verbs)
        elif deprel == "pobj" and self._deprel[head] == "agent":
            verb = self._head[head]
            if verb != head and upos[verb].startswith("V"):
                cluster.agent.append(self._word(verb))
        elif deprel in ("dobj", "nsubjpass") and upos[head] == "VERB":
            cluster.patient.append(self._word(head))
        elif deprel == "poss":
            cluster.poss += map(self._word, [head, *self._conjuncts(head)])

    def _top(self, first: int, last: int) -> int | None:
        """The first word whose head lies outside."""
        outside = (r for r in range(first, last + 1) if not first <= self._head[r] <= last)
        return next(outside, None)

    def _qualities(self, verb: int) -> Iterator[int]:
        """ "strong" and "happy" of "he was strong and happy"."""
        nominal = ("NOUN", "ADJ")
        for child in self._children[verb]:
            if self._deprel[child] in ("attr", "acomp"):
                if self._document.upos[child] in nominal:
                    yield child
                yield from (c for c in self._conjuncts(child) if self._document.upos[c] in nominal)

    def _conjuncts(self, row: int) -> list[int]:
        return [child for child in self._children[row] if self._deprel[child] == "conj"]

    def _word(self, row: int) -> Word:
        return {"w": self._document.text[row], "i": row}


def _gender(pronouns: Counter[str], decided: str | None) -> dict[str, Any] | None:
    """Shares of the pronouns used for somebody; what Fabula decided counts as one more."""
    said: Counter[str] = Counter()
    for text, count in pronouns.items():
        said[text.lower()] += count
    counts = {label: sum(said[form] for form in forms) for label, forms in PRONOUNS.items()}
    if decided in DECIDED:
        counts[DECIDED[decided]] += 1
    total = sum(counts.values())
    if not total:
        return None
    inference = {label: round(count / total, 3) for label, count in counts.items()}
    best = max(inference, key=lambda label: inference[label])
    return {"inference": inference, "argmax": best, "max": inference[best], "total": float(total)}


def name_voices(people: Sequence[Cluster]) -> None:
    """Give everybody a name of their own, and put it first where E2A-SML looks for it.

    It takes the first proper name (or else the first description) and keeps of it what
    ``voice_name`` keeps. So where two people would get one voice, the more seldom
    mentioned goes by another of its names, and by a numbered one if it has none.
    """
    taken = {"", "Unknown", "Narrator", *(f"Character{c.number}" for c in people if not c.forms)}
    for cluster in people:
        cluster.proper_list = _counted(cluster.proper)
        if not cluster.forms:
            cluster.voice = f"Character{cluster.number}"
            continue
        names = [name for name, _ in cluster.forms.most_common()]
        fresh = (name for name in names if voice_name(name) not in taken)
        first = next(fresh, None) or numbered(names[0], taken)
        if first != names[0]:
            count = cluster.forms[first] or cluster.forms[names[0]]
            rest = [item for item in cluster.proper_list if item["n"] != first]
            cluster.proper_list = [{"c": count, "n": first}, *rest]
        cluster.voice = voice_name(first)
        taken.add(cluster.voice)


def _counted(names: Counter[str]) -> list[Word]:
    return [{"c": count, "n": name} for name, count in names.most_common()]


def book_json(people: Sequence[Cluster]) -> str:
    """One JSON object, keys in BookNLP's order."""
    return json.dumps({"characters": [_record(cluster) for cluster in people]})


def _record(cluster: Cluster) -> dict[str, Any]:
    return {
        "agent": cluster.agent,
        "patient": cluster.patient,
        "mod": cluster.mod,
        "poss": cluster.poss,
        "id": cluster.number,
        "g": cluster.gender,
        "count": cluster.count,
        "mentions": {
            "proper": cluster.proper_list,
            "common": _counted(cluster.common),
            "pronoun": _counted(cluster.pronoun),
        },
    }


def simple_characters(world: World, people: Sequence[Cluster]) -> str:
    """The narrator and everybody in ``.book``, for whom E2A-SML is to find voices."""
    pronouns = {character.id: character.pronouns for character in world.characters}
    rows = [_voice("Narrator", "unknown", "unknown")]
    for cluster in people:
        decided = pronouns.get(cluster.entity or "") or ""
        rows.append(_voice(cluster.voice, GENDERS.get(decided, "unknown"), _age(cluster)))
    return json.dumps({"characters": rows}, indent=2)


def _voice(name: str, gender: str, age: str) -> dict[str, str | None]:
    return {
        "normalized_name": name,
        "inferred_gender": gender,
        "inferred_age_category": age,
        "tts_engine": "XTTSv2",
        "language": "eng",
        "voice": None,
    }


def _age(cluster: Cluster) -> str:
    """What at least half of the descriptions of somebody say."""
    votes: Counter[str] = Counter()
    for text, count in cluster.common.items():
        words = set(text.lower().split())
        votes.update({age: count for age, telling in AGES.items() if words & telling})
    age, most = (votes.most_common(1) or [("unknown", 0)])[0]
    return age if 2 * most >= cluster.common.total() else "unknown"
