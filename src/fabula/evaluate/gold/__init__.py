"""Readers of annotated corpora; none of them is part of the package's data."""
