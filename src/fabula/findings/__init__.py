"""What lies behind the telling: claims, conflicts, things told, relations, content.

A stage over the finished World: it needs the words, the clauses and who everybody is, and
gives the records of ``schema.findings``. Each part is a file of its own.
"""

from fabula.findings.find import add_findings

__all__ = ["add_findings"]
