"""Universal Dependencies turned into the CLEAR scheme of spaCy's English pipelines.

BookNLP's files and spaCy's noun chunks speak CLEAR: prepositions and the verb "be" are
heads, names end in their head, each conjunct hangs on the one before it. Labels:
https://github.com/clir/clearnlp-guidelines/blob/master/md/specifications/dependency_labels.md
"""

from __future__ import annotations

from collections.abc import Sequence

# labels that mean the same under another name, by UD label with subtype, then without
LABELS = {
    "root": "ROOT",
    "obj": "dobj",
    "iobj": "dative",
    "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubjpass",
    "aux:pass": "auxpass",
    "cop": "aux",
    "nmod:poss": "poss",
    "acl:relcl": "relcl",
    "advcl:relcl": "relcl",
    "compound:prt": "prt",
    "cc:preconj": "preconj",
    "det:predet": "predet",
    "flat": "compound",
    "discourse": "intj",
    "vocative": "npadvmod",
    "obl": "npadvmod",
    "nmod:unmarked": "npadvmod",
    "nmod:npmod": "npadvmod",
    "nmod:tmod": "npadvmod",
    "reparandum": "meta",
    "dislocated": "dep",
    "fixed": "dep",
    "goeswith": "dep",
    "list": "dep",
    "orphan": "dep",
}
CLAUSAL = frozenset(
    "nsubj csubj aux mark expl advcl punct parataxis discourse vocative cc dislocated".split()
)
NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
# what a phrase with a preposition is called by its preposition, too
KEPT = frozenset("root conj parataxis appos acl advcl ccomp xcomp list orphan".split())
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM"})

Columns = tuple[list[int], list[str]]


def to_clear(
    head: Sequence[int],
    deprel: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    text: Sequence[str],
) -> Columns:
    """Heads and labels in CLEAR for rows with UD heads (a root its own) and labels."""
    tree = _Tree(list(head), list(deprel), upos, xpos, text)
    rows = range(len(tree.head))
    for row in rows:
        if tree.is_a(row, "flat"):
            tree.turn_name(tree.head[row])
    for row in rows:
        if tree.is_a(row, "cop"):
            tree.raise_copula(row)
    for row in rows:
        if tree.is_a(row, "case") and xpos[row] != "POS":
            tree.raise_preposition(row)
    for row in rows:
        if tree.children[row]:
            tree.chain_conjuncts(row)
    return tree.head, [tree.label(row) for row in rows]


class _Tree:
    """A forest whose arcs are changed in place; ``children`` are in text order."""

    def __init__(
        self,
        head: list[int],
        deprel: list[str],
        upos: Sequence[str],
        xpos: Sequence[str],
        text: Sequence[str],
    ) -> None:
        self.head, self.deprel = head, deprel
        self.upos, self.xpos, self.text = upos, xpos, text
        self.children: list[list[int]] = [[] for _ in head]
        for row, above in enumerate(head):
            if above != row:
                self.children[above].append(row)

    def is_a(self, row: int, relation: str) -> bool:
        return self.deprel[row].partition(":")[0] == relation

    def attach(self, row: int, head: int, deprel: str) -> None:
        if self.head[row] != row:
            self.children[self.head[row]].remove(row)
        self.head[row], self.deprel[row] = head, deprel
        if head != row:
            self.children[head].append(row)
            self.children[head].sort()

    def swap(self, row: int, deprel: str) -> None:
        """``row`` takes the place of its head, which comes under it as ``deprel``."""
        below = self.head[row]
        above = row if self.head[below] == below else self.head[below]
        self.attach(row, above, self.deprel[below])
        self.attach(below, row, deprel)

    def turn_name(self, first: int) -> None:
        """ "Ann" of "Ann Mary Delaney" comes under "Delaney", like all before it."""
        parts = [child for child in self.children[first] if self.is_a(child, "flat")]
        if not parts or parts[-1] < first:
            return
        last = parts[-1]
        moving = [child for child in self.children[first] if child != last]
        self.swap(last, "compound")
        for child in moving:
            self.attach(child, last, "compound" if child in parts else self.deprel[child])

    def raise_copula(self, verb: int) -> None:
        """ "was" of "he was ill" gets the subject, and "ill" as its complement."""
        predicate = self.head[verb]
        moving = [
            child
            for child in self.children[predicate]
            if child != verb and self._belongs_to_clause(child, verb, predicate)
        ]
        self.swap(verb, self._complement(predicate))
        for child in moving:
            self.attach(child, verb, self.deprel[child])

    def _belongs_to_clause(self, child: int, verb: int, predicate: int) -> bool:
        relation = self.deprel[child].partition(":")[0]
        if relation == "advmod":
            return child < verb or self._negates(child) or child > predicate
        if relation == "conj":
            relations = {self.deprel[c].partition(":")[0] for c in self.children[child]}
            return bool(relations & {"cop", "nsubj", "csubj", "aux"})
        return relation in CLAUSAL

    def _complement(self, predicate: int) -> str:
        if any(self.is_a(child, "case") for child in self.children[predicate]):
            return "obl"  # "was in the house": the preposition is raised next
        if self.upos[predicate] in NOMINAL:
            return "attr"
        return "advmod" if self.upos[predicate] == "ADV" else "acomp"

    def raise_preposition(self, preposition: int) -> None:
        """ "in" of "lived in Rome" comes between "lived" and "Rome"."""
        noun = self.head[preposition]
        relation = self.deprel[noun]
        self.swap(preposition, "pobj")
        if relation == "obl:agent":
            self.deprel[preposition] = "agent"
        elif relation.partition(":")[0] not in KEPT:
            self.deprel[preposition] = "prep"

    def chain_conjuncts(self, first: int) -> None:
        """Each conjunct on the one before it, with the "and" and the comma between them."""
        before = first
        for conjunct in [c for c in self.children[first] if self.is_a(c, "conj")]:
            for child in list(self.children[conjunct]):
                between = before < child < conjunct
                if between and (self.is_a(child, "cc") or self.is_a(child, "punct")):
                    self.attach(child, before, self.deprel[child])
            if before != first:
                self.attach(conjunct, before, "conj")
            before = conjunct

    def label(self, row: int) -> str:
        deprel, xpos = self.deprel[row], self.xpos[row]
        relation = deprel.partition(":")[0]
        if relation == "advmod" and self._negates(row):
            return "neg"
        if relation == "mark" and xpos == "TO":
            return "aux"
        if relation == "xcomp" and self.upos[row] in ("ADJ", "NOUN", "PROPN"):
            return "acomp" if self.upos[row] == "ADJ" else "attr"
        if relation == "det" and xpos == "PDT":
            return "predet"
        return LABELS.get(deprel) or LABELS.get(relation) or relation

    def _negates(self, row: int) -> bool:
        return self.text[row].lower() in NEGATIONS
