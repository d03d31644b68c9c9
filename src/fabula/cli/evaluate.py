"""``fabula evaluate``: the reader against annotated data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fabula.cli.console import note, speaks_unicode
from fabula.errors import DataError

if TYPE_CHECKING:
    from fabula.evaluate.report import Report

CORPORA = ("litbank", "pdnc", "corpus")


@click.command("evaluate")
@click.argument("corpus", type=click.Choice(CORPORA))
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder of the corpus.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write every decision, as JSON lines.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--docs", help="Names of documents, with commas between.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many documents.")
@click.option(
    "--gold-quotations", is_flag=True, help="Give the quotations, judge the speakers (pdnc)."
)
def command(
    corpus: str,
    data: Path,
    out: Path | None,
    as_json: bool,
    docs: str | None,
    limit: int | None,
    gold_quotations: bool,
) -> None:
    """Read a CORPUS below --data and score the result, with intervals over documents."""
    from fabula.evaluate.report import as_json as report_data
    from fabula.evaluate.report import as_table, write_items
    from fabula.files import replacing

    if gold_quotations and corpus != "pdnc":
        raise click.UsageError("--gold-quotations goes with pdnc.")
    if not data.is_dir():
        raise DataError("no such folder.", "Say where the corpus lies.", path=str(data))
    names = None if docs is None else [name.strip() for name in docs.split(",") if name.strip()]
    report = _evaluate(corpus, data, names, limit, gold_quotations)
    if out is not None:
        with replacing(out) as temporary:
            write_items(report.items, temporary)
    if as_json:
        click.echo(json.dumps(report_data(report), ensure_ascii=not speaks_unicode(), indent=2))
    else:
        click.echo(as_table(report))


def _evaluate(
    corpus: str, data: Path, names: list[str] | None, limit: int | None, gold_quotations: bool
) -> Report:
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
            gold_quotations=gold_quotations,
            progress=_tell,
        )
    if names is not None or limit is not None:
        raise click.UsageError("--docs and --limit go with litbank and pdnc.")
    from fabula.evaluate.corpus import evaluate_corpus

    return evaluate_corpus(data, reading.read_text, progress=_tell)


def _tell(done: int, total: int, name: str) -> None:
    if name:
        note(f"{done + 1} of {total}: {name}")
