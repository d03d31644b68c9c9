"""``fabula correct`` and ``fabula read --corrections``, with readings that need no model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corrections.steered import Told
from fabula import corrections as files
from fabula import pipeline
from fabula.cli import main
from fabula.schema import corrections as c
from fabula.schema.story import Story
from fabula.schema.world import Run, World
from fabula.store import load_world, save_world

TALK = Told(
    "{Ann Lee} met {Tom} and {the guard:NOM} at the gate.\n\n"
    "“Who goes there?” said {the guard:NOM}.\n\n"
    "“A friend.”\n\n"
    "“Come in, then.”\n\n"
    "{Ann} laughed.\n",
    {3: {2: 5.0}},
)


class Reader:
    """Reads TALK, whatever it is given."""

    def read(
        self,
        story: Story,
        progress: object = None,
        *,
        started: float | None = None,
        corrections: c.Corrections = c.NO_CORRECTIONS,
        tell: pipeline.Tell = pipeline.ignore,
        spill: object = None,
    ) -> World:
        reading = pipeline.resolve(TALK.found, corrections)
        for unheeded in reading.unheeded:
            tell(unheeded)
        return pipeline.assemble(reading, model="none", run=Run(0.0, 0.0, 0.0))


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pipeline, "default_reader", Reader)
    path = tmp_path / "talk.fabula"
    save_world(Reader().read(TALK.found.story), path)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def speakers(path: Path) -> list[str | None]:
    world = load_world(path)
    names = {character.id: character.name for character in world.characters}
    return [names.get(quote.speaker or "") for quote in world.quotes]


def test_a_decision_is_written_down_and_heeded(talk: Path) -> None:
    result = run("correct", talk, "said", "q2", "--by", "Tom", "--to", "the guard")
    assert result.exit_code == 0, result.output
    assert speakers(talk)[1] == "Tom"
    assert "Wrote" in result.output
    (entry,) = files.load(talk.with_suffix(".corrections.toml")).entries
    assert isinstance(entry, c.Said)
    assert entry.quote.quote == "“A friend.”"
    assert entry.by is not None and entry.by.at is not None
    assert entry.by.at.quote == "Tom"
    assert "q2" not in talk.with_suffix(".corrections.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["merge", "Ann", "Tom", "--name", "Ann-Tom"], c.Merge),
        (["split", "Ann", "Lee", "Ann Lee"], c.Split),
        (["rename", "c1", "Anne"], c.Rename),
        (["not-a-person", "Tom", "--type", "LOC"], c.NotPerson),
        (["pronouns", "Tom", "xe/xem"], c.Pronouns),
        (["group", "Tom"], c.Group),
        (["alias", "Tom", "Ann", "--from", "laughed"], None),
        (["alias", "Tom", "Ann", "--from", "Come in"], c.AliasFrom),
        (["not-speech", "A friend", "--title"], c.NotSpeech),
        (["is", "0", "Tom"], c.Is),
        (["scene", "Come in"], c.SceneStart),
        (["place", "Come in", "the gate"], c.PlaceIs),
    ],
)
def test_every_kind_of_decision(talk: Path, arguments: list[str], kind: type | None) -> None:
    result = run("correct", talk, *arguments)
    file = talk.with_suffix(".corrections.toml")
    if kind is None:  # nobody is called Ann after "laughed"
        assert result.exit_code == 2
        assert "does not apply" in result.output
        assert not file.exists()
        return
    assert result.exit_code == 0, result.output
    (entry,) = files.load(file).entries
    assert isinstance(entry, kind)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rename", "Jonah", "Noah"], "nobody here is called Jonah. Nothing was written"),
        (["scene", "e"], "stands in"),
        (["scene", "no such words"], "0 places"),
        (["scene", "100000"], "no word starts"),
        (["waive", "x1"], "no conflict x1"),
        (["undo"], "cannot be read"),
        (["cast", "nowhere.csv"], "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(talk: Path, arguments: list[str], message: str) -> None:
    before = talk.read_bytes()
    result = run("correct", talk, *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    assert talk.read_bytes() == before
    assert not talk.with_suffix(".corrections.toml").exists()


def test_undo_brings_back_what_was(talk: Path) -> None:
    before = speakers(talk)
    run("correct", talk, "said", "q2", "--by", "Tom")
    run("correct", talk, "rename", "the guard", "Bo")
    assert speakers(talk) != before
    assert "rename" in run("correct", talk, "undo").output
    assert run("correct", talk, "undo").exit_code == 0
    assert speakers(talk) == before


def test_the_list_says_what_does_not_apply(talk: Path) -> None:
    file = talk.with_suffix(".corrections.toml")
    gone = c.SceneStart(c.Anchor("these words are gone since"))
    files.append(file, [gone, c.Rename(c.Who("Tom"), "Thomas"), c.CastMember("Ann")])
    shown = run("correct", talk, "list").output
    assert "no longer in the text" in shown and "a cast of 1" in shown
    rows = json.loads(run("correct", talk, "list", "--json").output)
    assert [(row["do"], row["applies"]) for row in rows] == [("scene", False), ("rename", True)]
    again = run("correct", talk, "again")
    assert "correction 1 does not apply" in again.output
    assert "Thomas" in {character.name for character in load_world(talk).characters}


def test_later_only_writes_down(talk: Path) -> None:
    before = talk.read_bytes()
    assert run("correct", "--later", talk, "rename", "Tom", "Thomas").exit_code == 0
    assert talk.read_bytes() == before
    assert len(files.load(talk.with_suffix(".corrections.toml")).entries) == 1


def test_a_cast_and_another_file(talk: Path, tmp_path: Path) -> None:
    cast, file = tmp_path / "cast.txt", tmp_path / "mine.toml"
    cast.write_text("Thomas;M;Tom\nAnn Lee;F\n", encoding="utf-8")
    assert run("correct", "--corrections", file, talk, "cast", cast).exit_code == 0
    assert [member.name for member in files.load(file).cast] == ["Thomas", "Ann Lee"]
    pronouns = {x.name: x.pronouns for x in load_world(talk).characters}
    assert pronouns["Thomas"] == "he/him"


def test_reading_replays_the_file_beside(talk: Path, tmp_path: Path) -> None:
    story = tmp_path / "talk.txt"
    story.write_text(TALK.text, encoding="utf-8")
    run("correct", "--later", talk, "said", "q2", "--by", "Tom")
    result = run("read", story)
    assert result.exit_code == 0, result.output
    assert "replayed" in result.output
    assert speakers(talk)[1] == "Tom"


def test_reading_under_a_named_file(talk: Path, tmp_path: Path) -> None:
    story, file, cast = tmp_path / "talk.txt", tmp_path / "mine.toml", tmp_path / "cast.csv"
    story.write_text(TALK.text, encoding="utf-8")
    cast.write_text("name,aliases\nThomas,Tom\n", encoding="utf-8")
    files.append(file, [c.Rename(c.Who("Jonah"), "Noah"), c.Rename(c.Who("Ann"), "Anne")])
    result = run("read", story, "--corrections", file, "--cast", cast)
    assert result.exit_code == 0, result.output
    assert "correction 1 does not apply: nobody here is called Jonah." in result.output
    names = {character.name for character in load_world(talk).characters}
    assert {"Anne", "Thomas"} <= names
    file.write_text("format = 1", encoding="utf-8")
    assert run("read", story, "--corrections", file).exit_code == 2
