"""Compares exported graphs with the modules they were made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from training.model.parts import ModelParts
from training.onnx_files.graphs import Graph, graphs_of
from training.onnx_files.runtime import run_onnx

#: Largest difference, as a share of the largest output. Weights are rounded to fp16 on the way.
TOLERANCE = 1e-2


class ExportMismatch(Exception):
    """An exported graph computes something else than its module."""


@torch.no_grad()
def check_graph(graph: Graph, path: Path, inputs: tuple[torch.Tensor, ...]) -> float:
    """Largest difference between ONNX Runtime's output and the module's, as a share of the largest output."""
    expected = graph.module.eval()(*inputs).numpy()
    feeds = {name: tensor.numpy() for name, tensor in zip(graph.inputs, inputs)}
    (found,) = run_onnx(path, feeds).values()
    return float(np.abs(found - expected).max() / max(np.abs(expected).max(), 1e-9))


def check_model_folder(parts: ModelParts, folder: Path) -> dict[str, float]:
    """`check_graph` for each graph of a folder, also with sides and a batch that it was not traced with.

    ExportMismatch when one is over TOLERANCE.
    """
    random = torch.Generator().manual_seed(0)

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=random)

    ids = torch.tensor(parts.tokenizer.encode_all(["a cat and a chair in a room; cat chair", ""]))
    with torch.no_grad():
        context = parts.text_encoder(ids)
    inputs: dict[str, list[tuple[torch.Tensor, ...]]] = {
        "text_encoder": [(ids,)],
        "unet": [(noise(2, 4, *sides), torch.tensor([500]), context) for sides in ((32, 32), (24, 40))],
        "vae_decoder": [(noise(1, 4, 32, 32),), (noise(2, 4, 16, 24),)],
        "vae_encoder": [(noise(1, 3, 128, 128).clamp(-1, 1),)],
    }
    differences = {
        graph.folder: max(check_graph(graph, graph.path(folder), example) for example in inputs[graph.folder])
        for graph in graphs_of(parts)
    }
    wrong = {name: value for name, value in differences.items() if not value <= TOLERANCE}
    if wrong:
        raise ExportMismatch(f"Expected differences up to {TOLERANCE} of the largest output, found {wrong}.")
    return differences
