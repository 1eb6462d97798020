"""The judge with its average and optimiser, and how it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch

from training.fit.checkpoint import load_checkpoint, save_checkpoint
from training.fit.ema import float_state, WeightAverage
from training.judge.architectures.kinds import build_network, UNET
from training.judge.network import Segmenter

LEARNING_RATE = 3e-3
#: Of the learning rate, for a backbone that is trained already: as Dataset Diffusion's segmenters (arXiv 2309.14303).
_BACKBONE_RATE_SHARE = 0.1


@dataclass
class JudgeState:
    """Everything that resuming needs."""

    network: Segmenter
    average: WeightAverage
    optimizer: torch.optim.Optimizer
    kind: str = UNET
    step: int = 0
    pictures_seen: int = 0
    facts: dict[str, str] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Writes the checkpoint."""
        content = {
            "kind": self.kind,
            "network": self.network.state_dict(),
            "average": self.average.averages,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "pictures_seen": self.pictures_seen,
            "facts": self.facts,
        }
        save_checkpoint(path, content)


def new_state(seed: int, facts: dict[str, str], backbone: Path | None = None, kind: str = UNET) -> JudgeState:
    """An untrained judge, but for its way down where a `backbone` of training.judge.pretrain is given.

    `facts` say what it is trained on, for the reports; `kind` is one of architectures.kinds.
    """
    torch.manual_seed(seed)
    network = build_network(kind, names_deep=backbone is not None)
    if network.deep_head is not None and backbone is not None:
        content = load_checkpoint(backbone)
        network.down.load_state_dict(content["down"])
        with torch.no_grad():
            # Background, the first score, is what no class claims.
            network.deep_head.weight.zero_()[1:] = content["head"]["weight"][:, :, None, None]
            network.deep_head.bias.zero_()[1:] = content["head"]["bias"]
    optimizer = _optimizer(network, None if backbone is None else _BACKBONE_RATE_SHARE)
    return JudgeState(network, WeightAverage(float_state(network)), optimizer, kind, facts=facts)


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """A backbone that was trained before learns at its share of the rate."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["rate_share"]


def load_state(path: Path) -> JudgeState:
    """A judge to go on training."""
    content = load_checkpoint(path)
    # Checkpoints from before there were others are of UNets.
    kind = content.get("kind", UNET)
    network = build_network(kind, names_deep="deep_head.weight" in content["network"])
    network.load_state_dict(content["network"])
    optimizer = _optimizer(network)
    optimizer.load_state_dict(content["optimizer"])
    average = WeightAverage(float_state(network), content["average"])
    return JudgeState(network, average, optimizer, kind, content["step"], content["pictures_seen"], content["facts"])


def load_judge(path: Path) -> tuple[Segmenter, JudgeState]:
    """A judge to use: its averaged weights, in evaluation mode."""
    state = load_state(path)
    with state.average.applied():
        weights = {name: tensor.clone() for name, tensor in state.network.state_dict().items()}
    network = build_network(state.kind, names_deep=state.network.deep_head is not None)
    network.load_state_dict(weights)
    return network.eval(), state


def _optimizer(network: Segmenter, backbone_rate_share: float | None = None) -> torch.optim.Optimizer:
    """A backbone that was not trained before learns at the network's own rate. A resumed optimiser takes its shares from the checkpoint."""
    down = list(network.down.parameters())
    rest = [parameter for name, parameter in network.named_parameters() if not name.startswith("down.")]
    share = network.rate_share
    groups = [{"params": down, "rate_share": backbone_rate_share or share}, {"params": rest, "rate_share": share}]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE, weight_decay=1e-2)
