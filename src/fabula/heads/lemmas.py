"""Lemmas as edit rules: cut n letters off the end, then add a suffix (as UDPipe does)."""

from __future__ import annotations

from fabula.resources import key_of_word

_ENDINGS = ("ing", "ied", "ed", "ies", "es", "s")
_HISSING = ("ches", "shes", "sses", "xes", "zes", "oes")


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
    """The lemma of a word by its rule; verbs are looked up or mended where the rule errs.

    A rule is learned from endings alone, so "sat" may come out as "s" and "looked" as "looky".
    """
    made = apply_rule(word, rule, keep_case=upos == "PROPN")
    low = word.lower()
    if upos not in ("VERB", "AUX") or not low.isalpha():
        return made
    irregular = key_of_word("irregular_verbs").get(low)
    if irregular is not None:
        return irregular
    believed = upos == "AUX" or not low.endswith(_ENDINGS) or made in _possible(low)
    return made if believed else _regular(low)


def _possible(verb: str) -> set[str]:
    """Every base a regular form may have."""
    found = {verb}
    for ending in _ENDINGS:
        stem = verb.removesuffix(ending)
        if stem != verb and len(stem) > 1:
            found |= {stem, stem + "y"} if ending in ("ied", "ies") else {stem}
            if len(stem) == 2 or stem[-1] != "i":  # died is die, cried no crie
                found.add(stem + "e")
            if stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return found


def _regular(verb: str) -> str:
    """The likeliest base of a regular form: "stopped" to "stop", "watches" to "watch"."""
    if verb.endswith(("ied", "ies")) and len(verb) > 4:
        return verb[:-3] + "y"
    for ending in ("ing", "ed"):
        stem = verb.removesuffix(ending)
        if stem != verb and len(stem) > 2:
            doubled = stem[-1] == stem[-2] and stem[-1] not in "aeioulsz"
            return stem[:-1] if doubled else stem
    if verb.endswith(_HISSING):
        return verb[:-2]
    return verb.removesuffix("s") if not verb.endswith("ss") else verb
