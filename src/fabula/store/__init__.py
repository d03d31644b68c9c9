"""A World on disk: one ``.fabula`` file, which is a SQLite database."""

from fabula.store.load import load_world
from fabula.store.save import save_world

__all__ = ["load_world", "save_world"]
