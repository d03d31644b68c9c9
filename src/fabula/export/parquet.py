"""The tables of a ``.fabula`` file as Parquet, one file each; wants the extra ``parquet``.

Names, columns and types are those of ``fabula sql``; lists are JSON.
"""

from __future__ import annotations

from fabula.errors import MissingExtra
from fabula.export.base import Files
from fabula.schema.world import World


def parquet_files(world: World) -> Files:
    """Raises MissingExtra where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet

        from fabula.store.arrow import as_row, flattened
    except ImportError as error:
        raise MissingExtra(
            "Parquet needs pyarrow.", "Install it with: pip install 'fabula[parquet]'."
        ) from error
    files: dict[str, bytes] = {}
    row = pa.Table.from_batches([as_row(world, words=True)])
    for name in row.column_names:
        sink = pa.BufferOutputStream()
        parquet.write_table(flattened(row, name), sink, compression="zstd")
        files[f".{name}.parquet"] = sink.getvalue().to_pybytes()
    return files
