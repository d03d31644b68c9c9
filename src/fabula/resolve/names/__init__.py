"""Who is who by name, over the whole book, before any pronoun is looked at."""

from __future__ import annotations

from fabula.resolve.names.cluster import (
    NameCluster,
    NameClusters,
    cluster_names,
    name_forms,
    silent_mentions,
)
from fabula.resolve.names.form import NameForm, parse_name
from fabula.resolve.names.person import likely_gender

__all__ = [
    "NameCluster",
    "NameClusters",
    "NameForm",
    "cluster_names",
    "likely_gender",
    "name_forms",
    "parse_name",
    "silent_mentions",
]
