"""Every chart: well-formed, escaped, named, linked, and the same as its table and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

import fabula
from fabula.views import CHARTS, hue, record
from view_worlds import everything, staged

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</svg><script>alert(1)</script> \x1b]0;x\x07\x9b\x00 \ud800 & \" ' onload=x"
STYLE = (Path(fabula.__file__).parent / "web/static/charts/charts.css").read_text("utf-8")
names = pytest.mark.parametrize("name", list(CHARTS))


def parsed(svg: str) -> ElementTree.Element:
    """The drawing as elements."""
    return ElementTree.fromstring(svg)


@names
def test_a_chart_is_a_titled_and_described_drawing(name: str) -> None:
    chart = CHARTS[name]
    root = parsed(chart.svg(chart.build(everything())))
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    assert root.tag == f"{SVG}svg" and root.get("role") == "group"
    assert "A Play" in (ids[root.get("aria-labelledby", "")].text or "")
    assert ids[root.get("aria-describedby", "")].text
    width, height = (float(root.get(key, "")) for key in ("width", "height"))
    assert width > 0 and height > 0


@names
def test_on_the_page_there_is_no_style_and_no_script(name: str) -> None:
    chart = CHARTS[name]
    root = parsed(chart.svg(chart.build(everything()), lambda at: f"/at/{at}"))
    assert not [e.tag for e in root.iter() if e.tag in (f"{SVG}style", f"{SVG}script")]
    for element in root.iter():
        assert not [key for key in element.attrib if key == "style" or key.startswith("on")]


@names
def test_links_lead_to_the_text_and_have_names(name: str) -> None:
    chart = CHARTS[name]
    view = chart.build(everything())
    links = list(parsed(chart.svg(view, lambda at: f"/at/{at}")).iter(f"{SVG}a"))
    assert links
    for link in links:
        pair = link.get("data-conflict")  # stands on the same page
        assert link.get("href") == (
            f"#conflict-{pair}" if pair else f"/at/{link.get('data-start')}"
        )
        assert link.get("aria-label")
    assert not list(parsed(chart.svg(view)).iter(f"{SVG}a"))


@names
def test_a_standalone_drawing_brings_its_looks(name: str) -> None:
    chart = CHARTS[name]
    root = parsed(chart.svg(chart.build(everything()), standalone=True))
    (style,) = root.iter(f"{SVG}style")
    assert "prefers-color-scheme: dark" in (style.text or "")
    assert "<" not in STYLE and "&" not in STYLE  # it is put into the drawing as it is


@names
def test_words_of_a_book_are_only_ever_words(name: str) -> None:
    world = everything()
    world = replace(
        world,
        story=replace(
            world.story,
            title=HOSTILE,
            text=HOSTILE.ljust(len(world.story.text), "x"),
            divisions=tuple(replace(d, title=HOSTILE) for d in world.story.divisions),
        ),
        characters=tuple(replace(c, name=HOSTILE) for c in world.characters),
        places=tuple(replace(p, name=HOSTILE) for p in world.places),
        scenes=tuple(replace(s, time=HOSTILE) for s in world.scenes),
        relations=tuple(replace(r, kind=HOSTILE) for r in world.relations),
        conflicts=tuple(replace(x, why=HOSTILE, waived=HOSTILE) for x in world.conflicts),
        profile=tuple(replace(c, category=HOSTILE) for c in world.profile),
    )
    chart = CHARTS[name]
    svg = chart.svg(chart.build(world), lambda at: f'/at/{at}?"><script>')
    assert "<script" not in svg
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", svg)
    assert not [e for e in parsed(svg).iter() if e.tag == f"{SVG}script" or e.get("onload")]


@names
def test_the_table_has_full_rows_and_the_record_is_json(name: str) -> None:
    chart = CHARTS[name]
    view = chart.build(everything())
    table = chart.table(view)
    assert table.rows and table.caption
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert any(cell.at is not None for row in table.rows for cell in row)
    assert json.loads(json.dumps(record(view)))["title"] == "A Play"


@names
def test_an_empty_world_is_drawn(name: str) -> None:
    chart = CHARTS[name]
    for world in (staged(), staged("", "")):
        view = chart.build(world)
        assert parsed(chart.svg(view, standalone=True)) is not None
        assert all(len(row) == len(chart.table(view).columns) for row in chart.table(view).rows)


@names
def test_every_class_has_a_look(name: str) -> None:
    """A sign that the style sheet does not know would be drawn black, or not at all."""
    chart = CHARTS[name]
    root = parsed(chart.svg(chart.build(everything()), lambda at: f"/at/{at}"))
    shapes = ("path", "circle", "line", "rect", "text")
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter():
        if element.tag.removeprefix(SVG) in shapes:
            nearest, classes = element, set[str]()
            while nearest is not root:
                classes |= set(nearest.get("class", "").split())
                nearest = parents[nearest]
            assert [c for c in classes if f".{c}" in STYLE], ElementTree.tostring(element)


def test_notes_say_what_is_left_out_and_inferred() -> None:
    chart = CHARTS["storyline"]
    many = staged(" ".join(f"P{n}" for n in range(14)))
    assert chart.notes(chart.build(many)) == ("2 more characters are in the story, but not drawn.",)
    world = everything()
    unread = replace(world, scenes=tuple(replace(s, present=()) for s in world.scenes))
    assert "was not read" in chart.notes(chart.build(unread))[0]


def test_a_story_without_title_goes_by_the_name_of_its_file() -> None:
    assert record(CHARTS["storyline"].build(staged("Ann", title=None)))["title"] == "play.txt"


def test_hues_are_stable_and_take_turns() -> None:
    assert [hue(f"c{n}") for n in range(1, 10)] == [0, 1, 2, 3, 4, 5, 6, 7, 0]
    assert hue("someone") == hue("someone") in range(8)


# ---------------------------------------------------------------------------- colours


def palette(block: str, kind: str) -> list[tuple[float, ...]]:
    """The eight colours of a block of the style sheet, as linear red, green and blue."""
    found = [re.search(rf"--{kind}-{n}: #(\w{{6}})", block) for n in range(8)]
    return [linear(match[1]) for match in found if match]


def linear(colour: str) -> tuple[float, ...]:
    """sRGB to linear light."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """As WCAG counts it."""
    light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


BLOCKS = {
    "light": STYLE.partition("@media")[0],
    "dark": STYLE.partition('data-theme="dark"')[2].partition("}")[0],
}


@pytest.mark.parametrize("block", list(BLOCKS))
def test_lines_and_names_stand_out_from_the_paper(block: str) -> None:
    paper = linear(re.findall(r"--chart-paper: #(\w{6})", BLOCKS[block])[0])
    quiet = linear(re.findall(r"--chart-quiet: #(\w{6})", BLOCKS[block])[0])
    assert len(palette(BLOCKS[block], "who")) == len(palette(BLOCKS[block], "who-text")) == 8
    assert min(contrast(c, paper) for c in palette(BLOCKS[block], "who")) >= 3
    assert min(contrast(c, paper) for c in palette(BLOCKS[block], "who-text")) >= 4.5
    assert contrast(quiet, paper) >= 4.5


@pytest.mark.parametrize("block", list(BLOCKS))
@pytest.mark.parametrize(
    "sight",
    [
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
        ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
    ],
    ids=["all cones", "protanope", "deuteranope", "tritanope"],
)
def test_colours_differ_for_every_eye(block: str, sight: tuple[tuple[float, ...], ...]) -> None:
    """Simulated after Machado et al. 2009; distances in CIE L*a*b*."""
    seen = [
        lab(tuple(sum(m * c for m, c in zip(row, colour)) for row in sight))
        for colour in palette(BLOCKS[block], "who")
    ]
    apart = [
        sum((a - b) ** 2 for a, b in zip(one, other)) ** 0.5 for one, other in combinations(seen, 2)
    ]
    assert min(apart) > 15


def lab(colour: tuple[float, ...]) -> tuple[float, float, float]:
    """Linear sRGB to L*a*b* under D65."""
    r, g, b = (min(max(c, 0.0), 1.0) for c in colour)
    white = (0.9505, 1.0, 1.089)
    xyz = (
        0.4124 * r + 0.3576 * g + 0.1805 * b,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        0.0193 * r + 0.1192 * g + 0.9505 * b,
    )
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (a / w for a, w in zip(xyz, white))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
