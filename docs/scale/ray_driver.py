#!/usr/bin/env python3
"""Makes the pairs of a list in shards that Ray hands to its workers, and merges them.

    python3 docs/scale/ray_driver.py LIST OUT --shards 64 [--threads 4] [--format coco] [options of generate ...]

On one machine Ray starts by itself; RAY_ADDRESS names a cluster, whose machines have this clone and OUT's folder at the same path.
"""
import argparse
import ctypes
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import ray
from ray.experimental import tqdm_ray

ROOT = Path(__file__).resolve().parents[2]
CLI = ["node", str(ROOT / "cli" / "dataset-diffusion.mjs")]
# Exit codes (docs/cli.md): what no second try mends, and a folder in which another process works.
HOPELESS = (2, 3, 4)
IN_USE = 6
# The lock of a machine that was lost is taken over after two minutes.
RETRIES, WAIT_S = 8, 30


class ShardFailed(Exception):
    """Another try goes on where this one ended."""


def end_with_parent():
    """Ray may kill a worker; its command must not work on beside the one that takes over (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def make_shard(shard, shards, args, options):
    part = f"{args.parts}/{shard}"
    command = [*CLI, "generate", "--prompts", args.prompts, "--shard", f"{shard}/{shards}", "--resume", "--out", part]
    command += ["--threads", str(args.threads), "--json", *options]
    bar, said, at = None, "", 0
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    process = subprocess.Popen(command, **pipes, preexec_fn=end_with_parent)
    for line in process.stderr:
        try:
            event = json.loads(line)
        except ValueError:  # not the command's own, but its runtime's
            print(line, end="")
            continue
        if event["event"] == "progress":
            bar = bar or tqdm_ray.tqdm(desc=f"shard {shard}", total=event["total"])
            bar.update(event["done"] - at)
            at = event["done"]
        elif event["event"] == "failed":
            said = event["message"]
    if bar:
        bar.close()
    code = process.wait()
    if code in HOPELESS:
        raise ValueError(f"shard {shard} ended with {code}: {said}")
    if code == IN_USE:
        time.sleep(WAIT_S)
    if code != 0:
        raise ShardFailed(f"shard {shard} ended with {code}: {said}")
    return at


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prompts")
    parser.add_argument("out")
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1, help="of each shard; Ray counts them as CPUs")
    parser.add_argument("--format", default="voc", help="of the dataset")
    args, options = parser.parse_known_args()
    args.prompts = str(Path(args.prompts).resolve())
    args.parts = re.sub(r"\.zip$", "", str(Path(args.out).resolve())) + ".parts"

    ray.init()
    task = ray.remote(num_cpus=args.threads, max_retries=RETRIES, retry_exceptions=[ShardFailed])(make_shard)
    waiting = {task.remote(shard, args.shards, args, options): shard for shard in range(1, args.shards + 1)}
    bar = tqdm_ray.tqdm(desc="shards", total=args.shards)
    pairs, failed = 0, []
    while waiting:
        (done,), _ = ray.wait(list(waiting), num_returns=1)
        shard = waiting.pop(done)
        try:
            pairs += ray.get(done)
        except ray.exceptions.RayError as error:
            failed.append(f"shard {shard}: {error}")
        bar.update(1)
    bar.close()
    if failed:
        sys.exit("\n".join(failed))
    print(f"{pairs} pairs in {args.shards} shards")
    parts = [f"{args.parts}/{shard}" for shard in range(1, args.shards + 1)]
    sys.exit(subprocess.run([*CLI, "merge", *parts, "--format", args.format, "--out", args.out]).returncode)


if __name__ == "__main__":
    main()
