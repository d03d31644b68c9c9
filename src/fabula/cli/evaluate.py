"""``fabula evaluate``: the reader against annotated data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fabula.cli.console import echo_json, note
from fabula.cli.habits import common_options
from fabula.errors import DataError

if TYPE_CHECKING:
    from fabula.evaluate.baseline import Comparison
    from fabula.evaluate.report import Report

CORPORA = ("litbank", "pdnc", "corpus", "grounding")


@click.command("evaluate")
@click.argument("corpus", type=click.Choice(CORPORA))
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder of the corpus.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write every decision, as JSON lines.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="Compare with an earlier run: the file that it wrote with --out.",
)
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write figures, diagrams and errors as a page."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--docs", help="Names of documents, with commas between.")
@click.option(
    "--part", type=click.Choice(("train", "dev", "test")), help="A part of our stories (corpus)."
)
@click.option("--limit", type=click.IntRange(1), help="Only the first so many documents.")
@click.option(
    "--gold-quotations", is_flag=True, help="Give the quotations, judge the speakers (pdnc)."
)
@click.option("--gold-cast", is_flag=True, help="Tell who is in it, by all their names (pdnc).")
@common_options
def command(
    corpus: str,
    data: Path,
    out: Path | None,
    baseline: Path | None,
    html: Path | None,
    as_json: bool,
    docs: str | None,
    part: str | None,
    limit: int | None,
    gold_quotations: bool,
    gold_cast: bool,
) -> None:
    """Read a CORPUS below --data and score the result.

    Figures come with intervals over documents.
    """
    from fabula.evaluate.baseline import compare_runs, comparison_table, read_baseline
    from fabula.evaluate.report import as_table, write_items
    from fabula.files import replacing, write_text

    if (gold_quotations or gold_cast) and corpus != "pdnc":
        raise click.UsageError("--gold-quotations and --gold-cast go with pdnc.")
    if part is not None and (corpus != "corpus" or docs is not None):
        raise click.UsageError("--part goes with corpus, without --docs.")
    _check_folders(data, out, html)
    names = _names(data, docs, part)
    earlier = None if baseline is None else read_baseline(baseline)
    report = _evaluate(corpus, data, names, limit, (gold_quotations, gold_cast))
    if out is not None:
        with replacing(out) as temporary:
            write_items(report, temporary)
    comparison = None if earlier is None else compare_runs(earlier, report)
    if html is not None:
        from fabula.evaluate.html import html_report

        write_text(html, html_report(report, comparison))
    if as_json:
        _echo_json(report, comparison)
    else:
        click.echo(as_table(report))
        if comparison is not None:
            click.echo(f"\n{comparison_table(comparison)}")


def _check_folders(data: Path, *files: Path | None) -> None:
    """Say what is missing before reading for an hour, not after."""
    if not data.is_dir():
        raise DataError("no such folder.", "Say where the corpus lies.", path=str(data))
    for file in files:
        if file is not None and not file.parent.is_dir():
            raise DataError("there is no folder for this file.", "Make it.", path=str(file))


def _names(data: Path, docs: str | None, part: str | None) -> list[str] | None:
    """The documents asked for, None for all."""
    if part is not None:
        from fabula.evaluate.gold.stories import split_names

        return sorted(split_names(data, part))
    return None if docs is None else [name.strip() for name in docs.split(",") if name.strip()]


def _echo_json(report: Report, comparison: Comparison | None) -> None:
    from fabula.evaluate.baseline import comparison_json
    from fabula.evaluate.report import as_json

    data = as_json(report)
    if comparison is not None:
        data["baseline"] = comparison_json(comparison)
    echo_json(data)


def _evaluate(
    corpus: str, data: Path, names: list[str] | None, limit: int | None, gold: tuple[bool, bool]
) -> Report:
    """``gold`` says whether quotations and cast are given."""
    from fabula.evaluate import reading

    if corpus == "litbank":
        from fabula.evaluate.gold.litbank import document_names
        from fabula.evaluate.litbank import evaluate_litbank

        documents = (names or document_names(data))[:limit]
        return evaluate_litbank(data, reading.read_words, documents=documents, progress=_tell)
    if corpus == "pdnc":
        from fabula.evaluate.gold.pdnc import novel_names
        from fabula.evaluate.pdnc import evaluate_pdnc

        return evaluate_pdnc(
            data,
            reading.read_text,
            novels=(names or novel_names(data))[:limit],
            gold_quotations=gold[0],
            gold_cast=gold[1],
            progress=_tell,
        )
    if limit is not None:
        raise click.UsageError("--limit goes with litbank and pdnc.")
    if corpus == "grounding":
        from fabula.evaluate.grounding import evaluate_grounding

        if names is not None:
            raise click.UsageError("--docs does not go with grounding.")
        return evaluate_grounding(data, reading.relate)
    from fabula.evaluate.corpus import evaluate_corpus

    stories = None if names is None else frozenset(names)
    return evaluate_corpus(data, reading.read_text, names=stories, progress=_tell)


def _tell(done: int, total: int, name: str) -> None:
    if name:
        note(f"{done + 1} of {total}: {name}")
