"""A layer of Mask2Former's transformer decoder (arXiv 2112.01527, section 3.2): masked attention comes first."""

from __future__ import annotations

import math

import torch
from torch import nn

_FEED_FORWARD_FACTOR = 4


class QueryAttention(nn.Module):
    """Multi-head attention of queries [B, Q, width] over places or queries [B, N, width] -> [B, Q, width]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width)
        self.to_k = nn.Linear(width, width)
        self.to_v = nn.Linear(width, width)
        self.to_out = nn.Linear(width, width)

    def forward(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, blocked: torch.Tensor | None = None
    ) -> torch.Tensor:
        """`blocked` bool [B, Q, N] hides places from queries; nobody may be left without any."""
        q, k, v = self._split(self.to_q(query)), self._split(self.to_k(key)), self._split(self.to_v(value))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        if blocked is not None:
            scores = scores.masked_fill(blocked[:, None], float("-inf"))
        mixed: torch.Tensor = self.to_out((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))
        return mixed

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        """[B, N, width] -> [B, heads, N, width / heads]"""
        batch, length, width = x.shape
        return x.reshape(batch, length, self.heads, width // self.heads).transpose(1, 2)


class QueryLayer(nn.Module):
    """Masked attention over the picture, attention among queries, two linear layers; each is added and then normalised."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.look = QueryAttention(width, heads)
        self.talk = QueryAttention(width, heads)
        self.think = nn.Sequential(
            nn.Linear(width, width * _FEED_FORWARD_FACTOR), nn.ReLU(), nn.Linear(width * _FEED_FORWARD_FACTOR, width)
        )
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(3)])

    def forward(
        self, queries: torch.Tensor, query_places: torch.Tensor, places: torch.Tensor, where: torch.Tensor, blocked: torch.Tensor
    ) -> torch.Tensor:
        """`query_places` and `where` say which query and which place it is; they are added to what is compared, not to what is taken."""
        x = self.norms[0](queries + self.look(queries + query_places, places + where, places, blocked))
        known = x + query_places
        x = self.norms[1](x + self.talk(known, known, x))
        normed: torch.Tensor = self.norms[2](x + self.think(x))
        return normed


def sine_positions(height: int, width: int, channels: int) -> torch.Tensor:
    """fp32 [H·W, channels]: sines and cosines of row, then of column, as in DETR (arXiv 2005.12872); a multiple of 4 channels."""
    frequencies = 10_000 ** -(torch.arange(channels // 4) / (channels // 4))

    def waves(count: int) -> torch.Tensor:
        angles = (torch.arange(count) + 0.5)[:, None] / count * 2 * math.pi * frequencies
        return torch.cat([angles.sin(), angles.cos()], 1)

    rows, columns = waves(height)[:, None].expand(-1, width, -1), waves(width)[None].expand(height, -1, -1)
    return torch.cat([rows, columns], 2).flatten(0, 1)


def hidden_places(masks: torch.Tensor) -> torch.Tensor:
    """Mask scores [B, Q, N] -> bool: where a query does not look, which is outside its own mask; an empty mask hides nothing."""
    return (masks < 0) & (masks.amax(-1, keepdim=True) >= 0)
