"""A World in other programs' formats: one module per format, one entry each here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fabula.export.base import Content, Files, Format, encoded
from fabula.export.json import world_json

__all__ = ["FORMATS", "Content", "Files", "Format", "encoded", "world_json"]

_ALL = (
    Format("json", "the JSON contract, all of the World", (".json",), "json:world_json"),
    Format(
        "booknlp",
        "the files of BookNLP, and characters for E2A-SML",
        tuple(
            ".tokens .entities .quotes .supersense .book .book.html .characters_simple.json".split()
        ),
        "booknlp:booknlp_files",
    ),
    Format("tei", "TEI P5 with speech, cast and places", (".tei.xml",), "tei:tei_document"),
    Format("script", "JSON lines for a cast to read", (".script.jsonl",), "script:script_json"),
    Format("script-csv", "the same as CSV", (".script.csv",), "script:script_csv"),
    Format("sml", "ebook2audiobook, with voices", (".sml.txt", ".sml.json"), "sml:sml_files"),
    Format("abogen", "text with abogen's markers", (".abogen.txt",), "abogen:abogen_text"),
    Format("ssml", "Speech Synthesis Markup Language", (".ssml",), "ssml:ssml_document"),
    Format(
        "graphml",
        "who is with whom, who speaks to whom",
        (".copresence.graphml", ".speaks.graphml"),
        "graphml:graphml_files",
    ),
    Format("gexf", "both for Gephi, scene by scene", (".gexf",), "gexf:gexf_document"),
    Format("csv", "all tables as CSV", (".*.csv",), "csv:csv_files"),
    Format("parquet", "all tables as Parquet", (".*.parquet",), "parquet:parquet_files"),
    Format("conll", "CoNLL-2012: coreference, speakers", (".conll",), "conll:conll_document"),
    Format("conllu", "CoNLL-U: trees, coreference", (".conllu",), "conllu:conllu_document"),
    Format("brat", "brat standoff", (".txt", ".ann", ".annotation.conf"), "brat:brat_files"),
    Format("docbin", "a spaCy DocBin", (".spacy",), "docbin:docbin_bytes"),
    Format("webanno", "W3C Web Annotations", (".jsonld",), "webanno:web_annotations"),
    Format("xray", "a custom X-Ray for WordDumb", (".xray.json",), "xray:x_ray"),
    Format("bible", "a story bible in Markdown", (".bible.md",), "bible:story_bible"),
    Format("html", "one page to read", (".html",), "html:html_page"),
)
FORMATS: Mapping[str, Format] = MappingProxyType({format_.name: format_ for format_ in _ALL})
