"""Who is where in relation to a place: loading, learning, scoring."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import DataError
from fabula.evaluate.gold.grounding import load_grounding
from fabula.evaluate.grounding import evaluate_grounding
from fabula.resolve.places.relation import RELATIONS, relation_features, relation_model
from fabula.train.relations import fit_relations

HEADER = "ID\tbook_id\tchar_text\tplace_text\tcontext_10\tcontext_50\tcontext_100"
ROWS = {
    "A": ("IN", "Then <char> Ann </char> sat in <place> the barn </place> ."),
    "B": ("TO", "<char> Ann </char> ran to <place> <char> her </char> house </place> ."),
    "C": ("", "<char> Ann </char> liked <place> May </place> ."),
    "D": ("FROM", "no marks here"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [f"{name}\t1\tAnn\tbarn\t\t{text}\t" for name, (_, text) in ROWS.items()]
    (tmp_path / "dev.tsv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    labels = [f"{name}\tVALID\t{label}" for name, (label, _) in ROWS.items()]
    head = "ID\tvalid_relation\tspatial_relation"
    (tmp_path / "dev.labels.tsv").write_text("\n".join([head, *labels]) + "\n", encoding="utf-8")
    return tmp_path


def test_valid_pairs_are_loaded_with_their_words(folder: Path) -> None:
    one, other = load_grounding(folder, "dev")
    assert one.words == ("Then", "Ann", "sat", "in", "the", "barn", ".")
    assert (one.person, one.place, one.relation) == ((1, 2), (4, 6), "IN")
    assert (other.person, other.place) == ((3, 4), (3, 5))


def test_a_folder_without_the_data_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no grounded characters"):
        load_grounding(tmp_path, "dev")


def test_macro_f1_is_the_mean_over_the_relations_there_are(folder: Path) -> None:
    report = evaluate_grounding(folder, lambda pair: ("IN", 0.9))
    assert report["IN F1"] == pytest.approx(2 / 3)
    assert report["TO F1"] == 0
    assert report["spatial relation, macro F1"] == pytest.approx(1 / 3)
    assert report["spatial relation, accuracy"] == 0.5
    assert [item.correct for item in report.items] == [True, False]


def test_relations_are_learnt_from_words() -> None:
    inside, to = ("bias", "led by in"), ("bias", "led by to")
    names, weights = fit_relations([(inside, "IN"), (to, "TO")] * 10)
    assert names == ["bias", "led by in", "led by to"]
    assert RELATIONS[weights[1].argmax()] == "IN"
    assert RELATIONS[weights[2].argmax()] == "TO"


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("she sat in the kitchen .", "IN"),
        ("she walked through the kitchen .", "THRU"),
        ("she came from the kitchen .", "FROM"),
        ("she went to the kitchen .", "TO"),
    ],
)
def test_the_model_knows_prepositions(text: str, relation: str) -> None:
    words = text.split()
    place = (words.index("the"), words.index("the") + 2)
    shares = relation_model().shares(relation_features(words, (0, 1), place))
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert RELATIONS[shares.argmax()] == relation
