"""Runs ONNX files with onnxruntime-node: Debian has no ONNX Runtime for Python, and the studio uses this one anyway."""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import tempfile

import numpy as np

_SCRIPT = Path(__file__).with_name("run-onnx.mjs")
_TYPES = {"float32": np.float32, "int64": np.int64}


def run_onnx(path: Path, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Outputs by name. RuntimeError with ONNX Runtime's message when the file or the inputs are wrong."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        described = {}
        for name, array in inputs.items():
            file = folder / f"{name}.in"
            file.write_bytes(np.ascontiguousarray(array).tobytes())
            described[name] = {"type": str(array.dtype), "dims": list(array.shape), "path": str(file)}
        request = folder / "request.json"
        request.write_text(json.dumps({"model": str(path), "inputs": described, "outputs": temporary}))
        done = subprocess.run(["node", str(_SCRIPT), str(request)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"onnxruntime-node could not run {path} (npm ci first?):\n{done.stderr[-2000:]}")
        outputs = json.loads(done.stdout.splitlines()[-1])
        return {
            name: np.fromfile(output["path"], _TYPES[output["type"]]).reshape(output["dims"])
            for name, output in outputs.items()
        }
