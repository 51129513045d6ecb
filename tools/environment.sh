#!/usr/bin/env bash
# Make or refresh .venv from the locked requirements: tools/environment.sh run|dev
# Needs any Python 3.8 or newer as python3, or uv; uv then finds or fetches Python 3.12 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
wanted=${1:?run or dev}

find_uv() {
    if command -v uv >/dev/null; then command -v uv; return; fi
    if [ ! -x .tools/bin/uv ]; then
        # From / because a version switcher would read our .python-version and may not have that version yet.
        (cd / && python3 -m venv "$root/.tools" && "$root/.tools/bin/python" -m pip install --quiet "uv>=0.9") >&2 || {
            rm -rf .tools
            echo "Install uv, or a python3 with venv (Debian: apt-get install python3-venv), and run make again." >&2
            return 1
        }
    fi
    echo "$root/.tools/bin/uv"
}

# Interpreters that pyenv keeps but has not activated.
for bin in "$HOME"/.pyenv/versions/3.1[2-9]*/bin; do
    if [ -d "$bin" ]; then PATH="$PATH:$bin"; fi
done

uv=$(find_uv)
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    python=$("$uv" python find --no-project --no-python-downloads 3.12 2>/dev/null ||
        "$uv" python find --no-project --no-python-downloads '>=3.12' 2>/dev/null || echo 3.12)
    "$uv" venv --clear --no-project --python "$python" .venv >&2 || {
        echo "No Python 3.12 or newer here, and none could be fetched. Install one and run make again." >&2
        exit 1
    }
fi
export VIRTUAL_ENV="$root/.venv"
"$uv" pip install --quiet --require-hashes -r "requirements/$wanted.txt"
"$uv" pip install --quiet --no-deps --build-constraints requirements/build.txt --editable .
touch ".venv/$wanted.stamp"
if [ "$wanted" = dev ]; then touch .venv/run.stamp; fi
