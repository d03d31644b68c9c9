from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fabula.errors import DataError
from fabula.evaluate.gold.pdnc import load_novel, load_novels, novel_names
from fabula.evaluate.pdnc import evaluate_pdnc
from fabula.schema.corrections import NO_CORRECTIONS, Corrections
from fabula.schema.spans import Quotation
from fabula.schema.story import Story
from fabula.schema.world import Character, Quote, World

TEXT = 'He said: "Go,\r\n Jack," and then: "Now."\r\n'
COLUMNS = [
    "quoteID",
    "quoteText",
    "subQuotationList",
    "quoteByteSpans",
    "speaker",
    "addressees",
    "quoteType",
    "referringExpression",
    "mentionTextsList",
    "mentionSpansList",
    "mentionEntitiesList",
]


def write_novel(folder: Path, row: dict[str, str] | None = None) -> None:
    folder.mkdir()
    (folder / "novel_text.txt").write_bytes(TEXT.encode())
    (folder / "character_info.csv").write_text(
        "Character ID,Main Name,Aliases,Gender,Category\n"
        "0,John Lamb,\"{'Mr. Lamb', 'John Lamb', '_narr'}\",M,major\n"
        "1,Jack,['Jack'],M,minor\n"
        "2,_group,['_group'],X,minor\n",
        encoding="utf-8",
    )
    quotation = {
        "quoteID": "Q0",
        "quoteByteSpans": "[[10, 21], [34, 38]]",
        "speaker": "Mr. Lamb",
        "addressees": "['Jack', 'Nobody Known']",
        "quoteType": "Anaphoric",
        "referringExpression": "nan",
        "mentionTextsList": "[['Jack'], ['x']]",
        "mentionSpansList": "[[[16, 20]], [[34, 35], [35, 36]]]",
        "mentionEntitiesList": "[[['Jack']], [['Jack']]]",
    } | (row or {})
    with (folder / "quotation_info.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerow(quotation)


def test_a_novel_is_read_with_exact_offsets(tmp_path: Path) -> None:
    write_novel(tmp_path / "Lamb")
    (novel,) = load_novels(tmp_path)
    (quotation,) = novel.quotations
    assert novel.text == TEXT
    assert [novel.text[a:b] for a, b in quotation.spans] == ["Go,\r\n Jack,", "Now."]
    assert quotation.type == "anaphoric"
    assert quotation.referring_expression is None


def test_speakers_and_addressees_become_main_names(tmp_path: Path) -> None:
    write_novel(tmp_path / "Lamb")
    quotation = load_novel(tmp_path, "Lamb").quotations[0]
    assert quotation.speaker == "John Lamb"
    assert quotation.addressees == {"Jack", "Nobody Known"}


def test_stand_ins_are_no_names(tmp_path: Path) -> None:
    write_novel(tmp_path / "Lamb")
    lamb, jack, group = load_novel(tmp_path, "Lamb").characters
    assert lamb.names == ("John Lamb", "Mr. Lamb")
    assert jack.names == ("Jack",)
    assert group.names == ()


def test_a_piece_whose_lists_do_not_match_gives_no_mentions(tmp_path: Path) -> None:
    write_novel(tmp_path / "Lamb")
    (mention,) = load_novel(tmp_path, "Lamb").quotations[0].mentions
    assert TEXT[slice(*mention.span)] == "Jack"
    assert mention.characters == ("Jack",)


@pytest.mark.parametrize(
    "row",
    [
        {"quoteByteSpans": "[[10, 9999]]"},
        {"quoteByteSpans": "[]"},
        {"quoteByteSpans": "open('x')"},
        {"addressees": "['Jack'"},
        {"quoteByteSpans": "7"},
    ],
)
def test_a_damaged_table_names_the_novel(tmp_path: Path, row: dict[str, str]) -> None:
    write_novel(tmp_path / "Lamb", row)
    with pytest.raises(DataError, match="Lamb"):
        load_novel(tmp_path, "Lamb")


def test_a_missing_file_names_the_novel_and_the_remedy(tmp_path: Path) -> None:
    write_novel(tmp_path / "Lamb")
    (tmp_path / "Lamb" / "character_info.csv").unlink()
    with pytest.raises(DataError, match=r"Lamb.*complete"):
        load_novel(tmp_path, "Lamb")


def test_a_folder_without_novels_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--data"):
        novel_names(tmp_path)


@pytest.mark.parametrize("gold_quotations", [False, True])
def test_the_reader_gets_the_text_and_if_asked_the_quotations(
    tmp_path: Path, gold_quotations: bool
) -> None:
    write_novel(tmp_path / "Lamb")

    def read(
        text: str,
        source: str,
        quotations: tuple[Quotation, ...] | None = None,
        corrections: Corrections = NO_CORRECTIONS,
    ) -> World:
        assert [m.name for m in corrections.cast] == (["John Lamb"] if gold_quotations else [])
        lamb = Character("c1", "Mr Lamb", (), None, 1, 1, False, False, 0)
        quotes = tuple(
            Quote("q1", q.spans, "speech", "explicit", "c1", (), None, 1.0, "tag", ())
            for q in quotations or ()
        )
        return World(Story(text, source, ""), 0, "", "", (lamb,), quotes=quotes)

    report = evaluate_pdnc(
        tmp_path, read, gold_quotations=gold_quotations, gold_cast=gold_quotations
    )
    assert report.documents == ("Lamb",)
    assert report["speakers all"] == (1 if gold_quotations else 0)
