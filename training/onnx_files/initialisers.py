"""Weights in ONNX files, by PyTorch's parameter names.

Large weights are stored as fp16 initialisers named `<parameter>_f16`, which a Cast node turns into `<parameter>`: half
the download, and still fp32 arithmetic, so that no device needs shader-f16.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper, TensorProto
import torch
from torch import nn

_HALF_SUFFIX = "_f16"
#: Smaller weights stay fp32: they would save nothing.
_SMALLEST_HALF = 257


def load_weights(module: nn.Module, path: Path) -> None:
    """Fills a module from an ONNX file's initialisers, strictly: each parameter must be there, and nothing else.

    ValueError when names or sizes do not fit.
    """
    stored = stored_weights(path)
    own = module.state_dict()
    _require_same_names(set(own), set(stored), path)
    for name, tensor in own.items():
        if tensor.numel() != stored[name].numel():
            raise ValueError(f"Expected {list(tensor.shape)} for {name} in {path}, found {list(stored[name].shape)}.")
    # Exporters add axes of length 1, to group norm's weights for one.
    module.load_state_dict({name: stored[name].reshape(tensor.shape) for name, tensor in own.items()})


def stored_weights(path: Path) -> dict[str, torch.Tensor]:
    """An ONNX file's initialisers as fp32, by parameter name."""
    return {
        _parameter_name(tensor.name): torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32))
        for tensor in onnx.load(str(path)).graph.initializer
    }


def swap_weights(module: nn.Module, template: Path) -> bytes:
    """The template file with the module's weights in place of its own; graph, names and dtypes stay as they are.

    ValueError when names or sizes do not fit.
    """
    model = onnx.load(str(template))
    state = module.state_dict()
    _require_same_names(set(state), {_parameter_name(tensor.name) for tensor in model.graph.initializer}, template)
    for tensor in model.graph.initializer:
        old = numpy_helper.to_array(tensor)
        new = state[_parameter_name(tensor.name)].numpy()
        if old.size != new.size:
            raise ValueError(
                f"Expected {list(old.shape)} for {tensor.name} of {template}, found {list(new.shape)}. "
                "Leave --template out to make new graphs."
            )
        tensor.CopyFrom(numpy_helper.from_array(new.reshape(old.shape).astype(old.dtype), tensor.name))
    content: bytes = model.SerializeToString()
    return content


def store_as_half(path: Path) -> None:
    """Turns a file's large fp32 initialisers into fp16 ones with a Cast node each."""
    model = onnx.load(str(path))
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < _SMALLEST_HALF:
            continue
        name = tensor.name
        half = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(half, name + _HALF_SUFFIX))
        casts.append(
            helper.make_node("Cast", [name + _HALF_SUFFIX], [name], name=f"/weights/{name}", to=TensorProto.FLOAT)
        )
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _parameter_name(initialiser: str) -> str:
    return initialiser[:-len(_HALF_SUFFIX)] if initialiser.endswith(_HALF_SUFFIX) else initialiser


def _require_same_names(expected: set[str], found: set[str], path: Path) -> None:
    missing, extra = sorted(expected - found), sorted(found - expected)
    if missing or extra:
        raise ValueError(
            f"The weights of {path} are not this network's: missing {missing[:3]}, unknown {extra[:3]}. "
            "Use a model folder that this code exported."
        )
