"""Lemmas as edit rules: cut n letters off the end, then add a suffix (as UDPipe does)."""

from __future__ import annotations


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
