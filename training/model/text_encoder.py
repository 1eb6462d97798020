"""The text encoder: a causal transformer as CLIP's, small. Parameter names are those of the shipped ONNX file."""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from training.model.unet import CONTEXT_WIDTH
from training.tokenizer.tokenizer import POSITIONS

_HEADS = 4
_LAYERS = 3
#: Large enough to vanish in the softmax, small enough for fp16.
_MASKED = -1e4


class TextEncoder(nn.Module):
    """Token ids int64 [B, 32] -> hidden states fp32 [B, 32, 128]."""

    mask: torch.Tensor

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        width = CONTEXT_WIDTH
        self.tok = nn.Embedding(vocabulary_size, width)
        self.pos = nn.Parameter(torch.randn(POSITIONS, width) * 0.01)
        nn.init.normal_(self.tok.weight, std=0.02)
        self.layers = nn.ModuleList([_layer(width) for _ in range(_LAYERS)])
        self.final = nn.LayerNorm(width)
        self.register_buffer("mask", torch.triu(torch.full((POSITIONS, POSITIONS), _MASKED), 1), persistent=False)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        batch, length = ids.shape
        x = self.tok(ids) + self.pos
        for layer in self.layers:
            heads = layer["qkv"](layer["ln1"](x)).view(batch, length, 3, _HEADS, -1)
            query, key, value = heads.permute(2, 0, 3, 1, 4).unbind(0)
            weights = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + self.mask).softmax(-1)
            x = x + layer["out"]((weights @ value).transpose(1, 2).reshape(batch, length, -1))
            x = x + layer["fc2"](F.gelu(layer["fc1"](layer["ln2"](x))))
        hidden: torch.Tensor = self.final(x)
        return hidden


def _layer(width: int) -> nn.ModuleDict:
    return nn.ModuleDict(
        {
            "ln1": nn.LayerNorm(width),
            "qkv": nn.Linear(width, 3 * width),
            "out": nn.Linear(width, width),
            "ln2": nn.LayerNorm(width),
            "fc1": nn.Linear(width, 4 * width),
            "fc2": nn.Linear(4 * width, width),
        }
    )
