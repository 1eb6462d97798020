"""`python3 -m training.export`: writes a checkpoint as a model folder in the diffusers ONNX layout."""

from __future__ import annotations

import argparse
from collections.abc import Collection
import json
import shutil
from pathlib import Path

from training.diffusion.state import load_parts
from training.fit.options import add_work_options, apply_threads
from training.model.parts import ModelParts
from training.onnx_files.check import check_model_folder
from training.onnx_files.graphs import graphs_of
from training.onnx_files.initialisers import swap_weights
from training.onnx_files.layout import QUICK_WEIGHTS, write_listing, write_small_files
from training.onnx_files.trace import trace_graph

#: Written by the shipped files; the studio's catalogue was tested with it.
_OPSET = 16
_CARD = "README.md"


def export_model(
    parts: ModelParts, folder: Path, template: Path | None, traced: Collection[str] = (), keeps_quick: bool = False
) -> None:
    """Writes all files. With a template (which may be `folder` itself) graphs stay, and only their weights change.

    `traced` names graphs that are made anew all the same, since their sizes are others than the template's. `keeps_quick` leaves the
    differences of a student of the weights before where they are.
    """
    for graph in graphs_of(parts):
        path = graph.path(folder)
        if template and graph.folder not in traced:
            content = swap_weights(graph.module, graph.path(template))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        else:
            trace_graph(graph, path, _OPSET)
    # A student differs from the weights that it was made of; from others only where somebody has looked.
    if not keeps_quick:
        (folder / QUICK_WEIGHTS).unlink(missing_ok=True)
    write_small_files(parts, folder)
    if template and template.resolve() != folder.resolve() and (template / _CARD).is_file():
        shutil.copyfile(template / _CARD, folder / _CARD)


def main(arguments: list[str] | None = None) -> None:
    """Exports, checks against PyTorch and prints what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    parser.add_argument("--checkpoint", type=Path, help="what to export (default: model.pt in the work folder)")
    parser.add_argument("--template", type=Path, help="a model folder whose graphs stay; without it, they are traced")
    parser.add_argument("--trace", nargs="+", default=[], metavar="GRAPH", help="graphs that are traced all the same")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write; may be the template")
    parser.add_argument("--keep-quick", action="store_true",
                        help="leave the student's differences in --out, where they help the new weights as well: measure that")
    parser.add_argument("--listing", action="store_true", help="also write files.json, for a folder served elsewhere")
    options = parser.parse_args(arguments)
    apply_threads(options)
    parts = load_parts(options.checkpoint or options.work / "model.pt")
    export_model(parts, options.out, options.template, options.trace, options.keep_quick)
    differences = check_model_folder(parts, options.out)
    if options.listing:
        write_listing(options.out)
    report = {
        "steps_trained": parts.steps_trained,
        "pictures_seen": parts.pictures_seen,
        "bytes": sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file()),
        "largest_differences": {name: float(f"{value:.2e}") for name, value in differences.items()},
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
