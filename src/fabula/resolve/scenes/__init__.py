"""Scenes: where they begin, where and when they are set, and how the action moves."""

from __future__ import annotations

from fabula.resolve.scenes.find import find_scenes, scene_of

__all__ = ["find_scenes", "scene_of"]
