"""Speakers and addressees of quotations; ``settings`` holds every weight and limit."""

from __future__ import annotations

from fabula.resolve.speakers.attribute import attribute

__all__ = ["attribute"]
