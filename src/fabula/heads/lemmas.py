"""Lemmas: by spelling for verbs, nouns and comparison, else by edit rules, as UDPipe does.

An edit rule cuts n letters off the end, then adds a suffix.
"""

from __future__ import annotations

from fabula.heads.spelling import base_of_verb, positive, singular
from fabula.resources import key_of_word


def lemma_rule(word: str, lemma: str) -> str:
    """The rule that turns ``word`` into ``lemma``, e.g. ``3+y`` for cries, cry."""
    low, goal = word.lower(), lemma.lower()
    same = 0
    while same < min(len(low), len(goal)) and low[same] == goal[same]:
        same += 1
    return f"{len(low) - same}+{goal[same:]}"


def apply_rule(word: str, rule: str, *, keep_case: bool) -> str:
    """Apply a rule; one that would cut more than the word has leaves the word as it is."""
    cut, _, suffix = rule.partition("+")
    base = word if keep_case else word.lower()
    n = int(cut)
    if n > len(base) or (n == len(base) and not suffix):
        return base
    return base[: len(base) - n] + suffix


def lemma(word: str, rule: str, upos: str) -> str:
    """The lemma of a word: by spelling where spelling tells, else by the rule the model gives.

    A rule is learnt from endings alone, so "sat" may come out as "s" and "looked" as "looky";
    how English spells its regular forms is known: 99 % of those of verbs in UD English EWT.
    """
    low = word.lower()
    if upos == "PROPN" or not low.isalpha():
        return apply_rule(word, rule, keep_case=upos == "PROPN")
    if upos in ("VERB", "AUX"):
        guess = base_of_verb(low) if upos == "VERB" else apply_rule(low, rule, keep_case=False)
        return key_of_word("irregular_verbs").get(low, guess)
    if upos == "NOUN":
        return key_of_word("irregular_nouns").get(low, singular(low))
    made = apply_rule(word, rule, keep_case=False)
    if upos not in ("ADJ", "ADV") or made == low:
        return made
    return key_of_word("irregular_comparison").get(low, positive(low))
