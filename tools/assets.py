"""Copy the few browser files we serve out of node_modules, and prove that they are the ones we looked at.

`python tools/assets.py` copies and checks; `--accept` writes tools/assets.sha256 anew after a version was
raised on purpose. Named files only: the manifest storage refuses whole packages, whose sources name files
they lack.
Standard library only, so that any Python runs it.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "linli" / "core" / "static" / "vendor"
SUMS = ROOT / "tools" / "assets.sha256"

# in node_modules: under static/vendor/
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "leaflet/images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "leaflet/images/marker-shadow.png",
    "leaflet/LICENSE": "leaflet/LICENSE.txt",
    "echarts/dist/echarts.common.min.js": "echarts.common.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
    "zrender/LICENSE": "zrender.LICENSE.txt",
    "tslib/LICENSE.txt": "tslib.LICENSE.txt",
}


def main(arguments: list[str]) -> int:
    contents = {to: _served(PACKAGES / source) for source, to in FILES.items()}
    sums = "".join(f"{hashlib.sha256(contents[to]).hexdigest()}  {to}\n" for to in sorted(contents))
    if "--accept" in arguments:
        SUMS.write_text(sums)
    wrong = sorted(set(sums.splitlines()) ^ set(SUMS.read_text().splitlines()))
    if wrong:
        print("These browser files are not the ones in tools/assets.sha256:", *wrong, sep="\n  ")
        print("After a wanted change of version run: python tools/assets.py --accept")
        return 1
    for to, content in contents.items():
        target = VENDOR / to
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return 0


def _served(path: Path) -> bytes:
    """The file without its pointer to a source map, which we do not serve and the manifest would miss."""
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
