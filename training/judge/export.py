"""`python3 -m training.judge.export`: writes the judge as ONNX with a report of how good it is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from training.fit.options import add_work_options, apply_threads
from training.judge.measure import measure_judge
from training.judge.network import Segmenter
from training.judge.pairs import scene_batch
from training.judge.state import load_judge
from training.onnx_files.check import check_graph, ExportMismatch, TOLERANCE
from training.onnx_files.graphs import Graph
from training.onnx_files.trace import trace_graph
from training.world.background import SIDE
from training.world.classes import CLASSES
from training.world.scene import World
from training.world.seeds import HELD_OUT_SEEDS

_OPSET = 17
_BATCH_AXIS = {0: "batch"}


def judge_graph(network: Segmenter) -> Graph:
    """`picture` fp32 [B, 3, 128, 128] in -1 … 1 -> `scores` fp32 [B, 21, 128, 128], before softmax."""
    example = (torch.zeros(1, 3, SIDE, SIDE),)
    return Graph("", network.eval(), {"picture": _BATCH_AXIS}, {"scores": _BATCH_AXIS}, example)


def export_judge(network: Segmenter, path: Path, world: World) -> float:
    """Writes the file and compares it with PyTorch on two held-out scenes; returns the largest relative difference.

    Batch norm is folded into the convolutions. ExportMismatch when the outputs differ.
    """
    graph = judge_graph(network)
    trace_graph(graph, path, _OPSET, keep_parameter_names=False)
    pictures, _ = scene_batch(world, range(HELD_OUT_SEEDS, HELD_OUT_SEEDS + 2))
    difference = check_graph(graph, path, (pictures,))
    if not difference <= TOLERANCE:
        raise ExportMismatch(f"Expected a difference up to {TOLERANCE} of the largest output, found {difference}.")
    return difference


def main(arguments: list[str] | None = None) -> None:
    """Writes `judge.onnx` and `judge.json`, and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    parser.add_argument("--checkpoint", type=Path, help="the judge (default: judge/judge.pt in the work folder)")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--pictures", type=int, default=512, help="held-out scenes to measure on")
    options = parser.parse_args(arguments)
    apply_threads(options)
    network, state = load_judge(options.checkpoint or options.work / "judge/judge.pt")
    world = World.open(options.work / "sprites", options.world)
    path = options.out / "judge.onnx"
    difference = export_judge(network, path, world)
    report = {
        **state.facts,
        "classes": ["background", *CLASSES],
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "bytes": path.stat().st_size,
        "steps_trained": state.step,
        "pictures_seen": state.pictures_seen,
        "largest_difference": float(f"{difference:.2e}"),
        "held_out": [measure_judge(network, world, options.pictures, flip) for flip in (False, True)],
    }
    text = json.dumps(report, indent=2)
    (options.out / "judge.json").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
