#!/usr/bin/env bash
# Writes requirements/*.txt from requirements/*.in. Options go to pip-compile (--upgrade).
# Local settings are left out, so that no machine's index or folder gets into the files.
set -euo pipefail
cd "$(dirname "$0")/../requirements"

export CUSTOM_COMPILE_COMMAND="make lock" PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_CONSTRAINT PIP_NO_INDEX

for name in product dev; do
    ../.venv/bin/pip-compile --quiet --no-config --generate-hashes --allow-unsafe --strip-extras \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
        "$@" --output-file "$name.txt" "$name.in"
done
