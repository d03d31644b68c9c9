"""Presence: who is there in a scene, from where to where."""

from __future__ import annotations

from fabula.resolve.presence.find import find_presence, present_at

__all__ = ["find_presence", "present_at"]
