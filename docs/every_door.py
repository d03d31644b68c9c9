"""Every door of Fabula on one story: run it cell by cell, or as a program.

    python docs/every_door.py [FOLDER]

Files go to FOLDER, or to a temporary folder that is removed at the end.
"""

# %% [markdown]
# # Every door
# The story is `ferry.txt`, two scenes of a hundred and fifty words each.

# %%
from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import spacy

import fabula
from fabula.export import FORMATS, encoded

STORY = Path(__file__).with_name("ferry.txt")
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())

# %% [markdown]
# ## Python: read, and ask

# %%
world = fabula.read(STORY)
print(world)
for quote in world.quotes:
    speaker = quote.speaker and world.cast[quote.speaker].name
    print(f"{speaker or '?':12} {quote.confidence:.2f} {quote.reason:12} {world.text_of(quote)}")

# %%
# what a reader knows who has got to the second line of dialogue: nobody has named Tom yet
early = world.at(world.quotes[1].spans[0][0])
print("known by then:", ", ".join(early.cast))

# what Ann was told, overheard or saw before she laughed
for known in world.knows("Ann", at=world.story.text.index("Ann laughed")):
    print(f"  {known.how:6} {world.text_of(known.span)}")

# %% [markdown]
# ## Corrections: decide once, by what the text says

# %%
from fabula import corrections  # noqa: E402
from fabula.schema.corrections import Rename, Said, Who  # noqa: E402

decisions = folder / "ferry.corrections.toml"
rain = next(quote for quote in world.quotes if "In this rain" in world.text_of(quote))
corrections.append(
    decisions,
    [
        Said(corrections.quotation(world, rain), Who("Ann")),
        Rename(corrections.character(world, world.cast["Tom"].id), "Tom Delaney"),
    ],
)
world = fabula.read(STORY, corrections=decisions)
rain = next(quote for quote in world.quotes if "In this rain" in world.text_of(quote))
print(rain.reason, rain.confidence, list(world.cast))

# %% [markdown]
# ## Tables: what pandas, polars and DuckDB take

# %%
mentions = world.table("mentions")
print(mentions.num_rows, "mentions;", ", ".join(mentions.column_names))

# %% [markdown]
# ## spaCy: the same on a Doc

# %%
nlp = spacy.blank("en")
nlp.add_pipe("fabula")
doc = nlp(STORY.read_text(encoding="utf-8"))
for span in doc.spans["coref_clusters_1"]:
    print(f"  {span.text!r} is {span._.entity.name}")

# %% [markdown]
# ## The command line: the same for shells and programs

# %%
saved = folder / "ferry.fabula"
world.save(saved)


def shell(*arguments: str | Path) -> str:
    """What ``fabula`` prints."""
    command = [sys.executable, "-m", "fabula", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


print(shell("show", saved, "cast"))
print(shell("sql", saved, "select reason, count(*) as lines from quotes group by reason"))
conflicts = json.loads(shell("check", saved, "--json"))
print(len(conflicts), "contradictions")

# %% [markdown]
# ## Exports: each format for another program

# %%
for format_ in FORMATS.values():
    for suffix, content in format_.files(world).items():
        (folder / f"ferry{suffix}").write_bytes(encoded(content))
print(len(FORMATS), "formats,", len(list(folder.iterdir())), "files")

# an audiobook's script has the text of the story, every character of it
with (folder / "ferry.script.jsonl").open(encoding="utf-8") as script:
    text = "".join(json.loads(line)["text"] for line in script)
assert text == STORY.read_text(encoding="utf-8")

# %% [markdown]
# ## The page
# `fabula serve ferry.fabula --open` shows it to people; programs ask any page for JSON.

# %%
serve = [sys.executable, "-m", "fabula", "serve", str(saved), "--port", "0", "--json"]
with subprocess.Popen(serve, stdout=subprocess.PIPE, encoding="utf-8") as server:
    assert server.stdout is not None
    address = json.loads(server.stdout.readline())["address"]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(address) as page:
        print(page.status, page.headers["Content-Type"])
    home = address.partition("?")[0]
    with browser.open(f"{home}w/ferry/storyline.json") as page:
        print("storyline:", ", ".join(json.load(page)))
    server.terminate()

# %%
if len(sys.argv) == 1:
    shutil.rmtree(folder)
