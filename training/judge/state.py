"""The judge with its average and optimiser, and how it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch

from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.ema import float_state, WeightAverage
from training.judge.network import JudgeNetwork

LEARNING_RATE = 3e-3


@dataclass
class JudgeState:
    """Everything that resuming needs."""

    network: JudgeNetwork
    average: WeightAverage
    optimizer: torch.optim.Optimizer
    step: int = 0
    pictures_seen: int = 0
    facts: dict[str, str] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Writes the checkpoint."""
        content = {
            "network": self.network.state_dict(),
            "average": self.average.averages,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "pictures_seen": self.pictures_seen,
            "facts": self.facts,
        }
        save_checkpoint(path, content)


def new_state(seed: int, facts: dict[str, str]) -> JudgeState:
    """An untrained judge. `facts` say what it is trained on, for the reports."""
    torch.manual_seed(seed)
    network = JudgeNetwork()
    return JudgeState(network, WeightAverage(float_state(network)), _optimizer(network), facts=facts)


def load_state(path: Path) -> JudgeState:
    """A judge to go on training."""
    content = load_checkpoint(path)
    network = JudgeNetwork()
    network.load_state_dict(content["network"])
    optimizer = _optimizer(network)
    optimizer.load_state_dict(content["optimizer"])
    average = WeightAverage(float_state(network), content["average"])
    return JudgeState(network, average, optimizer, content["step"], content["pictures_seen"], content["facts"])


def load_judge(path: Path) -> tuple[JudgeNetwork, JudgeState]:
    """A judge to use: its averaged weights, in evaluation mode."""
    state = load_state(path)
    with state.average.applied():
        weights = {name: tensor.clone() for name, tensor in state.network.state_dict().items()}
    network = JudgeNetwork()
    network.load_state_dict(weights)
    return network.eval(), state


def _optimizer(network: JudgeNetwork) -> torch.optim.Optimizer:
    return torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=1e-2)
