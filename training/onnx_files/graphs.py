"""The four graphs of a model folder and the modules they hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from training.model.autoencoder import DOWNSCALE, LATENT_CHANNELS, MeanEncoder
from training.model.parts import ModelParts
from training.model.unet import CONTEXT_WIDTH
from training.tokenizer.tokenizer import POSITIONS
from training.world.background import SIDE

_PICTURE_AXES = {0: "batch", 2: "height", 3: "width"}
_LATENT_SIDE = SIDE // DOWNSCALE


@dataclass(frozen=True)
class Graph:
    """One `model.onnx`. `inputs` and `outputs` map names to the axes that vary; `example` are tensors to trace with."""

    folder: str
    module: nn.Module
    inputs: dict[str, dict[int, str]]
    outputs: dict[str, dict[int, str]]
    example: tuple[torch.Tensor, ...]

    def path(self, model_folder: Path) -> Path:
        return model_folder / self.folder / "model.onnx"


def graphs_of(parts: ModelParts) -> list[Graph]:
    """The graphs of a model, as diffusers' ONNX pipelines name folders, inputs and outputs."""
    latents = torch.zeros(2, LATENT_CHANNELS, _LATENT_SIDE, _LATENT_SIDE)
    return [
        Graph(
            "text_encoder",
            parts.text_encoder,
            {"input_ids": {0: "batch"}},
            {"last_hidden_state": {0: "batch"}},
            (torch.zeros(1, POSITIONS, dtype=torch.long),),
        ),
        Graph(
            "unet",
            parts.unet,
            {
                "sample": _PICTURE_AXES,
                "timestep": {0: "steps"},
                "encoder_hidden_states": {0: "batch", 1: "sequence"},
            },
            {"out_sample": _PICTURE_AXES},
            (latents, torch.tensor([999]), torch.zeros(2, POSITIONS, CONTEXT_WIDTH)),
        ),
        Graph(
            "vae_decoder",
            parts.decoder,
            {"latent_sample": _PICTURE_AXES},
            {"sample": _PICTURE_AXES},
            (latents[:1],),
        ),
        Graph(
            "vae_encoder",
            MeanEncoder(parts.encoder),
            {"sample": _PICTURE_AXES},
            {"latent_sample": _PICTURE_AXES},
            (torch.zeros(1, 3, SIDE, SIDE),),
        ),
    ]
