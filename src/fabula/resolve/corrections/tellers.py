"""Narrators that people named, for every stretch they tell."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.resolve.narration import Stretch

Teller = tuple[int | None, int]
"""(offset of an "I" of the narration, or None for whatever nobody else tells; entity)."""


def tell_by(
    told: Sequence[int | str | None],
    tellers: Sequence[Teller],
    stretches: Sequence[Stretch],
    shared: Sequence[int],
) -> list[int | str | None]:
    """The teller of each first-person stretch, as people said.

    The stretches ``shared`` have one teller: who tells one of them tells all of them that
    nobody else was named for.
    """
    corrected = list(told)
    usual: int | None = None
    named: dict[int, int] = {}
    for offset, entity in tellers:
        if offset is None:
            usual = entity
            continue
        for k, stretch in enumerate(stretches):
            if stretch.person == "first" and stretch.start <= offset < stretch.end:
                named[k] = entity
                usual = entity if k in shared else usual
    if usual is not None:
        for k in shared:
            corrected[k] = usual
    for k, entity in named.items():
        corrected[k] = entity
    return corrected
