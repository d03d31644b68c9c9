"""Lemmas as edit rules: cut n letters off the end, then add a suffix (as UDPipe does)."""

from __future__ import annotations

import re

from fabula.resources import key_of_word

_ENDINGS = ("ing", "ied", "ed", "ies", "es", "s")
_HISSING = ("ches", "shes", "sses", "xes", "zzes", "oes")
# How no base of a verb ends that lost its "e" or kept a doubled letter. By hand, checked against
# the verbs of UD English EWT.
_WHOLE = frozenset("add odd ebb err egg purr focus bias canvas murmur creep ski taxi".split())
_ONE_CLOSED = re.compile(r"(?:[^aeiou]*|[^aeiou]*qu)[aeiouy][bdfgklmnprt]")
_AGREED = re.compile(r"(?:agr|fr|nt|decr|kn|fer)eed$")
_VOWELS = re.compile(r"[aeiouy]+")
_NO_BASE = re.compile(
    r"([bdgmnprt])\1$|[cijuv]$|[aeiouy]z$|[^s]s$|sse$|(?:gr|fr|nt)e$|[dlr]g$|[bcdfgkptz]l$|[ct]r$"
    r"|(?:^r|ch|rr|[st]r)ang$|[lv]eng$|(?:l|lo)ung$|(?:[cf]r|h)ing$|(?:br?ea|loa|oo|ba|clo|see|wri)th$"
    r"|creat$|guid$|^[bpthw]ast$"
)
_NO_LONG_BASE = re.compile(
    r"[^aeo](?:at|[aiou]d|[aiou]k|[aiu]m|ap|[iu]r|ut|in|ag)$|[aeiou]g$|[csp]ed$|[^e]ar$|[lc]om$"
    r"|uad$|rib$|quir$|[dh]al$|dul$|tpon$|(?:pl|gn|d|st)or$|(?:dh|oh|rf|sev)er$|[vcdbnr]ell$|troll$"
    r"|(?:[mn]|dev|qu)ot$|(?:xc|nv|gn)it$|[lp]let$|mpet$|[^aeiou]yp$"
)


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
        guess = _base_of_verb(low) if upos == "VERB" else apply_rule(low, rule, keep_case=False)
        return key_of_word("irregular_verbs").get(low, guess)
    if upos == "NOUN":
        return key_of_word("irregular_nouns").get(low, _singular(low))
    made = apply_rule(word, rule, keep_case=False)
    if upos not in ("ADJ", "ADV") or made == low:
        return made
    return key_of_word("irregular_comparison").get(low, _positive(low))


def _singular(noun: str) -> str:
    """ "Glances" to "glance", "boxes" to "box"; what ends in no "s" is one already."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(_HISSING):
        return noun[:-2]
    one = noun.endswith(("ss", "us", "is")) or len(noun) < 4 or not noun.endswith("s")
    return noun if one else noun[:-1]


def _positive(word: str) -> str:
    """ "Larger" to "large", "happiest" to "happy"; anything else stays as it is."""
    for ending in ("er", "est"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            doubled = stem[-1] == stem[-2] and stem[-1] not in "eflosz"
            ends = (stem[:-1] + "y",) if stem[-1] == "i" else (stem, stem + "e")
            bases = (stem[:-1],) if doubled else ends
            return next((base for base in bases if not _misshapen(base, stem + "ed")), stem)
    return word


def _misshapen(base: str, form: str) -> bool:
    """Whether no verb is spelt like this base, or not with this form: "chang", "hop" of "hoped"."""
    if base in _WHOLE or base == form:
        return False
    suffix = next(ending for ending in _ENDINGS if form.endswith(ending))
    if form == base + base[-1:] + suffix:
        return False  # "occurred": who doubles it has it once
    if suffix in ("ing", "ed") and form == base + suffix and _ONE_CLOSED.fullmatch(base):
        return True
    if suffix == "es" and form == base + suffix and not form.endswith(_HISSING):
        return True
    return _NO_BASE.search(base) is not None or (
        len(_VOWELS.findall(base)) > 1 and _NO_LONG_BASE.search(base) is not None
    )


def _base_of_verb(verb: str) -> str:
    """The base of a regular form: "stopped" to "stop", "scraped" to "scrape", "need" to "need"."""
    if verb.endswith(("ied", "ies")) and len(verb) > 4:
        return verb[:-3] + "y"
    if _AGREED.search(verb):
        return verb[:-1]
    for ending in ("ing", "ed"):
        stem = verb.removesuffix(ending)
        if stem != verb and len(stem) > 1 and _VOWELS.search(stem) and not verb.endswith("eed"):
            doubled = stem[-1] == stem[-2] and stem[-1] not in "eosz"
            bases = (stem, stem[:-1] if doubled else f"{stem}e")
            return next((base for base in bases if not _misshapen(base, verb)), stem)
    if verb.endswith(_HISSING):
        return verb[:-2]
    return verb if verb.endswith(("ss", "us")) else verb.removesuffix("s")
