"""What makes a student of its teacher as one small file: low-rank factors in 8 bits, biases and norms in fp16.

The file is a safetensors file (https://huggingface.co/docs/safetensors): for each matrix `NAME.up` int8 [outputs, rank],
`NAME.down` int8 [rank, inputs·kernel] and `NAME.scale` fp32 [rank], W + Σ_r scale_r · up_r ⊗ down_r; for each other parameter
`NAME.delta` fp16, what is added to it. Its metadata say of which weights it is and how the student draws.
"""

from __future__ import annotations

from collections.abc import Mapping
import json
from pathlib import Path
import struct

import numpy as np
import torch

_FACTOR = ".parametrizations.weight.0."
_MOST = 127
_DTYPES = {np.dtype(np.int8): "I8", np.dtype(np.float16): "F16", np.dtype(np.float32): "F32"}


def quantised(differences: Mapping[str, torch.Tensor], teacher: Mapping[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """The file's tensors by name, of a student's `differences()` and its teacher's weights."""
    tensors: dict[str, np.ndarray] = {}
    for name, tensor in differences.items():
        if name.endswith(f"{_FACTOR}down"):
            module = name.removesuffix(f"{_FACTOR}down")
            tensors |= _factors(f"{module}.weight", differences[f"{module}{_FACTOR}up"], tensor)
        elif not name.endswith(f"{_FACTOR}up"):
            tensors[f"{name}.delta"] = (tensor - teacher[name]).numpy().astype(np.float16)
    return tensors


def applied(tensors: Mapping[str, np.ndarray], teacher: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The teacher's weights with the differences of a file added, as the studio adds them. KeyError for another network's."""
    state = {name: tensor.clone() for name, tensor in teacher.items()}
    for name, values in tensors.items():
        target, kind = name.rsplit(".", 1)
        if kind == "delta":
            state[target] += torch.from_numpy(values.astype(np.float32))
        elif kind == "up":
            scale, down = tensors[f"{target}.scale"], tensors[f"{target}.down"]
            state[target] += torch.from_numpy((values * scale) @ down.astype(np.float32)).view_as(state[target])
    return state


def write_tensors(path: Path, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """A safetensors file: the length of the header, the header, the numbers in the order of their names."""
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    end = 0
    for name in sorted(tensors):
        values = tensors[name]
        header[name] = {"dtype": _DTYPES[values.dtype], "shape": list(values.shape), "data_offsets": [end, end + values.nbytes]}
        end += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    numbers = b"".join(np.ascontiguousarray(tensors[name]).tobytes() for name in sorted(tensors))
    path.write_bytes(struct.pack("<Q", len(text)) + text + numbers)


def _factors(name: str, up: torch.Tensor, down: torch.Tensor) -> dict[str, np.ndarray]:
    # Singular vectors carry as much on one side as on the other, so that 8 bits are enough for both.
    up_basis, up_rest = torch.linalg.qr(up.double())
    down_basis, down_rest = torch.linalg.qr(down.double().T)
    left, values, right = torch.linalg.svd(up_rest @ down_rest.T)
    ups, downs = up_basis @ left, (down_basis @ right.T).T
    up_most, down_most = ups.abs().amax(0), downs.abs().amax(1)
    return {
        f"{name}.up": _rounded(ups / up_most),
        f"{name}.down": _rounded(downs / down_most[:, None]),
        f"{name}.scale": (values * up_most * down_most / _MOST**2).numpy().astype(np.float32),
    }


def _rounded(shares: torch.Tensor) -> np.ndarray:
    return (shares * _MOST).round().numpy().astype(np.int8)


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """What `write_tensors` wrote, without the metadata."""
    content = path.read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    dtypes = {name: dtype for dtype, name in _DTYPES.items()}
    tensors: dict[str, np.ndarray] = {}
    for name, entry in json.loads(content[8:start]).items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            values = np.frombuffer(content[start + first:start + last], dtypes[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"])
    return tensors
