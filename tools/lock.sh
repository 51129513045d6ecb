#!/usr/bin/env bash
# Write requirements/*.txt anew: every version and hash, for every platform, without naming where it came from.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .tools/bin/uv)
export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url "$@"
}
compile pyproject.toml --extra learn --output-file requirements/run.txt
compile pyproject.toml --extra learn --group dev --constraints requirements/run.txt --output-file requirements/dev.txt
compile requirements/build.in --output-file requirements/build.txt
compile requirements/node.in --output-file requirements/node.txt
