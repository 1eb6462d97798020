#!/usr/bin/env bash
# training/setup.sh [WORK]: Python with PyTorch, the icon sets, and the sprite bank in WORK/sprites (default .cache/training).
# Run it again at any time: it does what is missing. On Debian as root it installs packages; elsewhere it makes a virtual
# environment in WORK/venv. The last line says which python3 to train with.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-.cache/training}
mkdir -p "$work"
imports='import numpy, onnx, PIL, torch'

has_all() { "$1" -c "$imports" 2>/dev/null; }

find_python() {
  for candidate in "${PYTHON:-python3}" /usr/bin/python3 "$work/venv/bin/python3"; do
    if has_all "$candidate"; then
      python=$candidate
      return 0
    fi
  done
  return 1
}

if ! find_python; then
  if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
    apt-get update -q
    # Matrix products are many times slower with the reference BLAS that Debian takes otherwise.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
      python3-torch python3-onnx python3-pil python3-numpy libopenblas0-pthread
  else
    python3 -m venv "$work/venv"
    "$work/venv/bin/python3" -m pip install --quiet -r training/requirements.txt
  fi
  find_python || { echo "No python3 can: $imports" >&2; exit 1; }
fi

[ -d training/node_modules/sharp ] || npm ci --prefix training
if [ ! -f "$work/sprites/attribution.csv" ]; then
  node training/sprites/rasterise.mjs "$work/sprites"
fi
echo "Ready. Train with: $python -m training.train --work $work"
