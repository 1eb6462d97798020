"""Attention and the transformer block of the UNet, with diffusers' parameter names."""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

_FEED_FORWARD_FACTOR = 2
NORM_GROUPS = 8


def attention_probabilities(query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
    """softmax(QKᵀ/√d): [B, heads, N, d] and [B, heads, M, d] -> [B, heads, N, M].

    Written out instead of `scaled_dot_product_attention`: every PyTorch has it, and the exported graph keeps the
    MatMul, Softmax, MatMul that the studio looks for.
    """
    return ((query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)).softmax(-1)


class Attention(nn.Module):
    """Multi-head attention: x [B, N, width], context [B, M, context width] -> [B, N, width]."""

    #: On a graphics card a fused kernel, without the map in memory, is several times faster. Never when a graph is exported.
    fused = False

    def __init__(self, width: int, context_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context_width, width, bias=False)
        self.to_v = nn.Linear(context_width, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def split_heads(self, x: torch.Tensor) -> torch.Tensor:
        """[B, N, width] -> [B, heads, N, width / heads]"""
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def forward(self, x: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        batch, length, width = x.shape
        query = self.split_heads(self.to_q(x))
        key, value = self.split_heads(self.to_k(context)), self.split_heads(self.to_v(context))
        if self.fused:
            mixed = F.scaled_dot_product_attention(query, key, value)
        else:
            mixed = attention_probabilities(query, key) @ value
        projected: torch.Tensor = self.to_out[0](mixed.transpose(1, 2).reshape(batch, length, width))
        return projected


class GEGLU(nn.Module):
    """A linear layer gated by the GELU of its other half (Shazeer, arXiv 2002.05202)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.proj = nn.Linear(inputs, outputs * 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    """The identity keeps diffusers' numbering, where a dropout stands between the two layers."""

    def __init__(self, width: int) -> None:
        super().__init__()
        inner = width * _FEED_FORWARD_FACTOR
        self.net = nn.ModuleList([GEGLU(width, inner), nn.Identity(), nn.Linear(inner, width)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.net[2](self.net[0](x))
        return out


class BasicTransformerBlock(nn.Module):
    """Self-attention (attn1), cross-attention to the prompt (attn2) and a feed-forward layer, each around a skip."""

    def __init__(self, width: int, context_width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn1 = Attention(width, width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.attn2 = Attention(width, context_width, heads)
        self.norm3 = nn.LayerNorm(width)
        self.ff = FeedForward(width)

    def forward(self, x: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        normed = self.norm1(x)
        x = x + self.attn1(normed, normed)
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class Transformer2DModel(nn.Module):
    """Attention over the positions of a feature map: [B, C, H, W] -> [B, C, H, W]."""

    def __init__(self, width: int, context_width: int, heads: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(NORM_GROUPS, width)
        self.proj_in = nn.Linear(width, width)
        self.transformer_blocks = nn.ModuleList([BasicTransformerBlock(width, context_width, heads)])
        self.proj_out = nn.Linear(width, width)

    def forward(self, x: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        batch, channels, height, width = x.shape
        tokens = self.norm(x).permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        tokens = self.proj_in(tokens)
        for block in self.transformer_blocks:
            tokens = block(tokens, context)
        return x + self.proj_out(tokens).reshape(batch, height, width, channels).permute(0, 3, 1, 2)
