"""A model folder in the diffusers ONNX layout: everything beside the graphs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from training.model.autoencoder import decoder_of, DOWNSCALE, Encoder, LATENT_CHANNELS
from training.model.parts import ModelParts, new_parts
from training.onnx_files.graphs import graphs_of
from training.onnx_files.initialisers import load_weights, stored_weights
from training.tokenizer.tokenizer import read_tokenizer, write_tokenizer
from training.world.background import SIDE

#: In a model's folder: what makes a student of few steps of its UNet.
QUICK_WEIGHTS = "unet/quick.safetensors"
_SCHEDULER = {
    "_class_name": "DDIMScheduler",
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True,
    "timestep_spacing": "trailing",
    "clip_sample": False,
    "set_alpha_to_one": True,
    "steps_offset": 0,
}


def read_model_folder(folder: Path) -> ModelParts:
    """The networks of an exported model, its steps and pictures counted on. ValueError when the files do not fit."""
    card = json.loads((folder / "vae_decoder/config.json").read_text())
    decoder = decoder_of(stored_weights(folder / "vae_decoder/model.onnx"))
    parts = new_parts(read_tokenizer(folder / "tokenizer"), Encoder(), decoder, card["scaling_factor"])
    parts.steps_trained, parts.pictures_seen = card["steps_trained"], card["pictures_seen"]
    for graph in graphs_of(parts):
        load_weights(graph.module, graph.path(folder))
    return parts


def write_small_files(parts: ModelParts, folder: Path) -> None:
    """Tokenizer, scheduler, model index, and the model's numbers (`vae_decoder/config.json`)."""
    write_tokenizer(parts.tokenizer, folder / "tokenizer")
    _write_json(folder / "scheduler/scheduler_config.json", _SCHEDULER)
    card = {
        "scaling_factor": parts.scaling_factor,
        "steps_trained": parts.steps_trained,
        "pictures_seen": parts.pictures_seen,
        "latent_channels": LATENT_CHANNELS,
        "sample_size": SIDE,
        "downscale": DOWNSCALE,
    }
    _write_json(folder / "vae_decoder/config.json", card)
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "OnnxStableDiffusionPipeline"}))


def write_listing(folder: Path) -> None:
    """`files.json`: path, bytes and SHA-256 of each file, as the studio reads it from a folder served elsewhere.

    Folders in public/models need none: the build writes theirs.
    """
    listing = folder / "files.json"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != listing)
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    ]
    listing.write_text(json.dumps({"files": files}))


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1))
