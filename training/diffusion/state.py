"""The model in training: parts, averaged weights and optimiser, and how they are saved and resumed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.ema import WeightAverage
from training.fit.optimizer import load_adamw, new_adamw
from training.model.autoencoder import decoder_of, Encoder
from training.model.parts import ModelParts, new_parts
from training.onnx_files.layout import read_model_folder
from training.tokenizer.tokenizer import Tokenizer


@dataclass
class TrainingState:
    """`optimizer_steps` counts since the optimiser began: weights alone, as an exported model has them, restart it."""

    parts: ModelParts
    average: WeightAverage
    optimizer: torch.optim.Optimizer
    optimizer_steps: int = 0

    def save(self, path: Path) -> None:
        """Writes all that resuming and exporting need into one file."""
        parts = self.parts
        content: dict[str, Any] = {name: network.state_dict() for name, network in parts.networks.items()}
        content.update(
            merges=[list(merge) for merge in parts.tokenizer.merges],
            scaling_factor=parts.scaling_factor,
            steps_trained=parts.steps_trained,
            pictures_seen=parts.pictures_seen,
            average=self.average.averages,
            optimizer=self.optimizer.state_dict(),
            optimizer_steps=self.optimizer_steps,
        )
        save_checkpoint(path, content)


def trained_parameters(parts: ModelParts) -> list[torch.Tensor]:
    """UNet's, then text encoder's. Averages and optimiser states are kept in this order."""
    return [*parts.unet.parameters(), *parts.text_encoder.parameters()]


def start_state(parts: ModelParts) -> TrainingState:
    """A state whose optimiser is new; the parts may be trained already."""
    parameters = trained_parameters(parts)
    return TrainingState(parts, WeightAverage(parameters), new_adamw(parameters))


def resume_state(path: Path) -> TrainingState:
    """Goes on from a checkpoint, or from an exported model folder (weights only)."""
    if path.is_dir():
        return start_state(read_model_folder(path))
    content = load_checkpoint(path)
    state = start_state(_parts_of(content))
    state.average = WeightAverage(trained_parameters(state.parts), content["average"])
    if content["optimizer"] is not None:
        load_adamw(state.optimizer, content["optimizer"])
        state.optimizer_steps = content["optimizer_steps"]
    return state


def load_parts(path: Path) -> ModelParts:
    """The parts to use: averaged weights of a checkpoint, or an exported model folder."""
    if path.is_dir():
        return read_model_folder(path)
    content = load_checkpoint(path)
    parts = _parts_of(content)
    with torch.no_grad():
        for parameter, average in zip(trained_parameters(parts), content["average"]):
            parameter.copy_(average)
    return parts


def _parts_of(content: dict[str, Any]) -> ModelParts:
    tokenizer = Tokenizer([(first, second) for first, second in content["merges"]])
    parts = new_parts(tokenizer, Encoder(), decoder_of(content["decoder"]), content["scaling_factor"])
    parts.steps_trained, parts.pictures_seen = content["steps_trained"], content["pictures_seen"]
    for name, network in parts.networks.items():
        network.load_state_dict(content[name])
    return parts
