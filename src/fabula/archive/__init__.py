"""Archives: many stories read into Parquet tables, and asked as one.

``batch`` makes them (``inputs`` and ``plan`` say what is to do, ``worker`` does it, ``local``
and ``ray`` run workers, ``shards`` writes, ``ledger`` remembers), ``query`` and ``catalogue``
read them. Needs ``pip install "fabula[archive]"``.
"""
