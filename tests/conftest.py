"""Fixtures for all areas."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import settings

from fabula.schema.world import World
from worlds import sample_world

# a loaded machine is no failure
settings.register_profile("fabula", deadline=None)
settings.load_profile("fabula")

# training needs an extra that an ordinary installation lacks
collect_ignore = [] if find_spec("torch") else ["train"]


@pytest.fixture
def world() -> World:
    return sample_world()
