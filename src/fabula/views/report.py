"""The conflicts of a story as one HTML file that needs nothing else."""

from __future__ import annotations

from html import escape

from fabula.views.conflicts import Conflicts, Pair, Passage

_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 Georgia,serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
article{border-top:1px solid;margin-top:1.5rem}
h2{font-size:1.1rem;margin-bottom:.2rem}
.about{font:.85rem system-ui,sans-serif}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1.5rem}
blockquote{margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.waived{opacity:.7}
"""


def report_html(view: Conflicts) -> str:
    """A whole page; everything from the book is escaped, and nothing is loaded."""
    pairs = "\n".join(map(_pair, view.conflicts))
    title = f"Conflicts in {escape(view.title)}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{pairs or '<p>No two passages were found that cannot both hold.</p>'}\n"
        "</body>\n</html>\n"
    )


def _pair(pair: Pair) -> str:
    waived = pair.waived is not None
    about = f"{pair.kind}, {pair.confidence:.0%} sure"
    if pair.waived is not None:
        about += f", waived: {escape(pair.waived)}"
    return (
        f'<article id="{escape(pair.id)}"{" class=waived" if waived else ""}>\n'
        f'<h2>{escape(pair.why)}</h2>\n<p class="about">{about}</p>\n'
        f'<div class="sides">{_passage(pair.a)}{_passage(pair.b)}</div>\n</article>'
    )


def _passage(passage: Passage) -> str:
    scene = f"scene {passage.scene}, " if passage.scene is not None else ""
    return (
        f"<div><blockquote>{escape(passage.before)}<mark>{escape(passage.marked)}</mark>"
        f'{escape(passage.after)}</blockquote><p class="about">{scene}'
        f"characters {passage.start} to {passage.end}</p></div>"
    )
