"""Human decisions as constraints on resolution; everything else follows from them anew."""

from __future__ import annotations

from fabula.resolve.corrections.missed import add_mentions
from fabula.resolve.corrections.quoted import mark_not_speech
from fabula.resolve.corrections.scenes import correct_scenes
from fabula.resolve.corrections.steer import Steering, unsteered

__all__ = ["Steering", "add_mentions", "correct_scenes", "mark_not_speech", "unsteered"]
