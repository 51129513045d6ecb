"""How many buildings a second are taken in: `python bench/import_places.py [--quick]`.

A seeded CSV of a million buildings in 25 000 estates (quick: 20 000), each with a point that finds its grid,
one bad row in a thousand, by `linli import buildings`; then the same file once more, which must change
nothing. On SQLite, and on PostgreSQL when LINLI_BENCH_POSTGRES names a server.
CPU time is that of the importing process and of the database's backend.
"""

import sys
from pathlib import Path

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tools.imports import measure_import

if __name__ == "__main__":
    measure_import("import_places", "bench.tools.addresses", (__doc__ or "").splitlines()[0])
