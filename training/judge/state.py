"""The judge with its average and optimiser, and how it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch

from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.ema import float_state, WeightAverage
from training.judge.network import JudgeNetwork

LEARNING_RATE = 3e-3
#: Of the learning rate, for a backbone that is trained already: as Dataset Diffusion's segmenters (arXiv 2309.14303).
_BACKBONE_RATE_SHARE = 0.1


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


def new_state(seed: int, facts: dict[str, str], backbone: Path | None = None) -> JudgeState:
    """An untrained judge, but for its way down where a `backbone` of training.judge.pretrain is given.

    `facts` say what it is trained on, for the reports.
    """
    torch.manual_seed(seed)
    network = JudgeNetwork(names_deep=backbone is not None)
    if network.deep_head is not None and backbone is not None:
        content = load_checkpoint(backbone)
        network.down.load_state_dict(content["down"])
        with torch.no_grad():
            # Background, the first score, is what no class claims.
            network.deep_head.weight.zero_()[1:] = content["head"]["weight"][:, :, None, None]
            network.deep_head.bias.zero_()[1:] = content["head"]["bias"]
    optimizer = _optimizer(network, 1.0 if backbone is None else _BACKBONE_RATE_SHARE)
    return JudgeState(network, WeightAverage(float_state(network)), optimizer, facts=facts)


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """A backbone that was trained before learns at its share of the rate."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["rate_share"]


def load_state(path: Path) -> JudgeState:
    """A judge to go on training."""
    content = load_checkpoint(path)
    network = JudgeNetwork(names_deep="deep_head.weight" in content["network"])
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
    network = JudgeNetwork(names_deep=state.network.deep_head is not None)
    network.load_state_dict(weights)
    return network.eval(), state


def _optimizer(network: JudgeNetwork, backbone_rate_share: float = 1.0) -> torch.optim.Optimizer:
    """A resumed optimiser takes its shares from the checkpoint."""
    down = list(network.down.parameters())
    rest = [parameter for name, parameter in network.named_parameters() if not name.startswith("down.")]
    groups = [{"params": down, "rate_share": backbone_rate_share}, {"params": rest, "rate_share": 1.0}]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE, weight_decay=1e-2)
