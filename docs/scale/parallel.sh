#!/usr/bin/env bash
# usage: [JOBS=4] [MERGE='--format coco'] docs/scale/parallel.sh LIST OUT SHARDS [options of generate …]
#
# Makes the pairs of LIST in SHARDS shards with GNU parallel, JOBS at a time (as many as there are processors), and merges them to OUT.
# Run again it goes on where it ended. On several machines that share this folder: PARALLEL='--sshloginfile nodes.txt --workdir .'
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
list=$1 out=$2 shards=$3
shift 3
parts=${out%.zip}.parts
mkdir -p "$parts"

# One thread a job: two jobs side by side make more than one job on two threads. A job that fails is tried twice more; each time it goes on.
seq "$shards" | parallel --quote --jobs "${JOBS:-100%}" --retries 3 --joblog "$parts/jobs.log" --line-buffer --tagstring 'shard {}' \
  node "$root/cli/dataset-diffusion.mjs" generate --prompts "$list" --threads 1 "$@" \
  --shard "{}/$shards" --resume --out "$parts/{}"

folders=()
for ((shard = 1; shard <= shards; shard++)); do folders+=("$parts/$shard"); done
read -ra merge <<<"${MERGE:-}"
node "$root/cli/dataset-diffusion.mjs" merge "${folders[@]}" --out "$out" "${merge[@]}"
