"""The content profile drawn: a lane for each category over the length of the text."""

from __future__ import annotations

from fabula.views.axis import LANE, TOP, WIDTH, Axis
from fabula.views.profile import Category, Profile
from fabula.views.svg import Link, Markup, chart, element, group, label, place_in_text

MOST = 3  # of severity


def profile_svg(view: Profile, link: Link | None = None, *, standalone: bool = False) -> str:
    """A lane for each category; the stronger the content, the higher and darker."""
    axis = Axis(view.length)
    height = TOP + LANE * len(view.categories) + 26
    lanes = (_category(c, TOP + LANE * n, view, axis, link) for n, c in enumerate(view.categories))
    layers = [
        group("chapters", axis.chapters(view.chapters, height - 20)),
        group("profile", lanes),
        label("height: severity from 1 (mild) to 3 (strong)", axis.left, height - 4, "meaning"),
    ]
    about = (
        "; ".join(
            f"{c.name}: {c.count} passages, severity up to {c.severity}" for c in view.categories
        )
        or "Nothing was found that readers want to be told of."
    )
    title = f"Content of {view.title}"
    return chart("profile", title, about, (WIDTH, height), layers, standalone=standalone)


def _category(
    category: Category, top: float, view: Profile, axis: Axis, link: Link | None
) -> Markup:
    foot = top + LANE - 4
    width = axis.width / view.bins
    bars = []
    for part in category.parts:
        tall = (LANE - 8) * part.severity / MOST
        more = f", and {part.count - 1} more here" if part.count > 1 else ""
        bars.append(
            place_in_text(
                link,
                part.start,
                part.end,
                f"{category.name}, severity {part.severity}: “{part.words}”{more}",
                element(
                    "rect",
                    x=axis.left + part.bin * width,
                    y=foot - tall,
                    width=max(width - 1, 2.0),
                    height=tall,
                    class_="bar",
                ),
                class_=f"content severity-{part.severity}",
            )
        )
    return element("g", axis.lane(category.name, top), *bars)
