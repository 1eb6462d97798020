"""First-time export: graphs traced by PyTorch. Later exports swap weights into the files made here."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any
import warnings

import torch

from training.onnx_files.graphs import Graph
from training.onnx_files.initialisers import store_as_half


def trace_graph(graph: Graph, path: Path, opset: int, keep_parameter_names: bool = True) -> None:
    """Traces a graph's module, and stores its large weights as fp16.

    `keep_parameter_names` switches constant folding off: the file then is a checkpoint, too, since it can be read back.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"opset_version": opset, "do_constant_folding": not keep_parameter_names}
    # PyTorch 2's newer exporter writes other graphs, whose attention the studio was not tested with.
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False
    with torch.no_grad(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The shape inference of prim::Constant type is missing")
        torch.onnx.export(
            graph.module.eval(),
            graph.example,
            str(path),
            input_names=list(graph.inputs),
            output_names=list(graph.outputs),
            dynamic_axes={**graph.inputs, **graph.outputs},
            **options,
        )
    store_as_half(path)
