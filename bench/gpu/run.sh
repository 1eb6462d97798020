#!/bin/bash
# bash run.sh OUTDIR [PART…]: unpacks the check beside itself into a temporary folder, runs it, leaves results.jsonl and
# summary.txt in OUTDIR. Needs bash, and xz or python3; a card with a Vulkan driver, no network.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?"usage: bash run.sh OUTDIR [PART...]"}
shift
mkdir -p "$out"
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
if command -v xz >/dev/null; then
  xz -dcT0 "$here/gpu-check.tar.xz" | tar -xf - -C "$at" || exit 1
else
  python3 -c "import sys, tarfile; tarfile.open(sys.argv[1], 'r:xz').extractall(sys.argv[2])" "$here/gpu-check.tar.xz" "$at" || exit 1
fi
model=$at/model
[ -d "$model" ] || model=$here/model
[ -d "$model" ] || model=public/models/emoji-scenes
# The loaders that came along serve only where the machine has none of its own.
if ! ldconfig -p 2>/dev/null | grep -q libvulkan.so.1; then export LD_LIBRARY_PATH=$at/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
export GPU_CHECK_X11=$at/lib-x11
"$at/node" "$at/check.mjs" "$out" "$(cd "$model" && pwd)" "$@"
