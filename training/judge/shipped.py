"""The judge that is in the repository, read back from its ONNX file: whoever measures pictures needs no training first."""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from torch import nn

from training.judge.network import JudgeNetwork, Segmenter
from training.judge.state import load_judge
from training.onnx_files.initialisers import stored_weights

SHIPPED_JUDGE = Path("bench/quality/judge/judge.onnx")


def add_judge_option(parser: argparse.ArgumentParser) -> None:
    """--judge."""
    parser.add_argument("--judge", type=Path, default=SHIPPED_JUDGE, help="a judge's checkpoint or ONNX file (default: %(default)s)")


def open_judge(path: Path) -> Segmenter:
    """A judge in evaluation mode, of a checkpoint of training.judge.train or of a file of training.judge.export."""
    return read_judge(path) if path.suffix == ".onnx" else load_judge(path)[0]


def read_judge(path: Path) -> JudgeNetwork:
    """The network of a file that training.judge.export wrote, in evaluation mode.

    Its convolutions hold their batch norms, so the norms of the network that comes back do nothing but add. ValueError when the
    file is of another network.
    """
    network = JudgeNetwork().eval()
    weights = stored_weights(path)
    convolutions = {node.name: node.input for node in onnx.load(str(path)).graph.node if node.op_type == "Conv"}
    expected = [name for name, module in network.named_modules() if isinstance(module, nn.Conv2d)]
    if {_node_name(name) for name in expected} != set(convolutions):
        raise ValueError(f"Expected a UNet of training.judge.export in {path}, found the convolutions {sorted(convolutions)}.")
    state = network.state_dict()
    for name in expected:
        _, weight, bias = convolutions[_node_name(name)]
        state[f"{name}.weight"] = weights[weight]
        if f"{name}.bias" in state:
            state[f"{name}.bias"] = weights[bias]
        else:
            norm = network.get_submodule(name.replace("conv", "norm"))
            assert isinstance(norm, nn.BatchNorm2d)
            # Mean 0 and variance 1, as a norm begins; it divides by a little more than the variance's root.
            state[f"{name.replace('conv', 'norm')}.weight"] = torch.full_like(norm.weight, (1 + norm.eps) ** 0.5)
            state[f"{name.replace('conv', 'norm')}.bias"] = weights[bias]
    network.load_state_dict(state)
    return network


def _node_name(convolution: str) -> str:
    """The exporter's: up.2.conv1 is the node /up.2/conv1/Conv, and narrow.2 is /narrow.2/Conv."""
    return f"/{convolution.replace('.conv', '/conv')}/Conv"
