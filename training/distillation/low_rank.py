"""Low-rank differences of weights: small enough to be shipped beside the weights that they change (Hu et al., arXiv 2106.09685)."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn
from torch.nn.utils import parametrize

_WEIGHT = "weight"


class LowRank(nn.Module):
    """W -> W + up·down. `down` [rank, inputs·kernel] is random and `up` [outputs, rank] zero, so it begins as no difference."""

    def __init__(self, weight: torch.Tensor, rank: int, random: torch.Generator) -> None:
        super().__init__()
        outputs, inputs = weight.shape[0], weight[0].numel()
        down = torch.randn(rank, inputs, generator=random) / inputs**0.5
        self.down = nn.Parameter(down.to(weight.device))
        self.up = nn.Parameter(torch.zeros(outputs, rank, device=weight.device))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + (self.up @ self.down).view_as(weight)


def add_low_rank(network: nn.Module, rank: int, seed: int = 0) -> list[nn.Parameter]:
    """Gives every matrix and convolution a difference of at most this rank and freezes the matrix itself.

    Returns what is trained then: factors, biases and norms.
    """
    random = torch.Generator().manual_seed(seed)
    for module in list(_with_matrix(network)):
        weight = module.weight
        assert isinstance(weight, torch.Tensor)
        weight.requires_grad_(False)
        most = min(weight.shape[0], weight[0].numel())
        parametrize.register_parametrization(module, _WEIGHT, LowRank(weight, min(rank, most), random))
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


@torch.no_grad()
def merged_state(network: nn.Module) -> dict[str, torch.Tensor]:
    """The state dict of the network as it was before `add_low_rank`, the differences in its weights."""
    state = {name: tensor for name, tensor in network.state_dict().items() if ".parametrizations." not in name}
    for path, module in network.named_modules():
        if parametrize.is_parametrized(module, _WEIGHT):
            weight = module.weight
            assert isinstance(weight, torch.Tensor)
            state[f"{path}.{_WEIGHT}"] = weight.clone()
    return state


def _with_matrix(network: nn.Module) -> Iterator[nn.Module]:
    for module in network.modules():
        weight = getattr(module, _WEIGHT, None)
        if isinstance(weight, torch.Tensor) and weight.ndim > 1:
            yield module
