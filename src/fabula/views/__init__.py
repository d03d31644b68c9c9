"""Views: a World as plain geometry, drawn as SVG, told as a table, given as JSON."""

from __future__ import annotations

from fabula.views.charts import CHARTS, Chart, record
from fabula.views.people import hue
from fabula.views.table import Cell, Table

__all__ = ["CHARTS", "Cell", "Chart", "Table", "hue", "record"]
