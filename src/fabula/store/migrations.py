"""The versions of the ``.fabula`` file, by name.

``PRAGMA user_version`` holds the number of the last migration, the table ``migrations``
the names. There is one version so far; a later one adds its statements here.
"""

from __future__ import annotations

APPLICATION_ID = 0x46414255  # "FABU", PRAGMA application_id
MIGRATIONS = ((1, "first"),)
VERSION = MIGRATIONS[-1][0]
