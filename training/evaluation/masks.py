"""Masks from recorded attention: refinement, normalisation, thresholds (Dataset Diffusion, arXiv 2309.14303)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from training.evaluation.capture import AttentionRecord
from training.tokenizer.tokenizer import Tokenizer
from training.world.background import SIDE
from training.world.classes import BACKGROUND, class_value, prompt_name, VOID


@dataclass(frozen=True)
class MaskSettings:
    """Token counts of the maps used (256 is side 16), the power τ of self-attention, and the thresholds α ≤ β.

    Pixels between α and β become void; with α = None they become background.
    """

    cross_tokens: int = 256
    self_tokens: int = 1024
    tau: int = 4
    alpha: float | None = None
    beta: float = 0.6


def token_spans(tokenizer: Tokenizer, classes: list[str]) -> list[slice]:
    """Positions of each class in the encoded class prompt; position 0 is the start token."""
    spans: list[slice] = []
    start = 1
    for name in classes:
        length = sum(len(tokenizer.encode_word(word)) for word in prompt_name(name).split())
        spans.append(slice(start, start + length))
        start += length
    return spans


def make_mask(
    record: AttentionRecord, tokenizer: Tokenizer, classes: list[str], settings: MaskSettings
) -> np.ndarray:
    """u8 [128, 128]: 0 background, 1 … 20 classes, 255 void."""
    count = len(classes)
    cross = record.cross_maps[settings.cross_tokens]
    maps = torch.stack([cross[:, span].mean(1) for span in token_spans(tokenizer, classes)])
    maps = _resize(maps.view(count, *_square(settings.cross_tokens)), _square(settings.self_tokens))
    columns = maps.view(count, -1).T
    for _ in range(settings.tau):
        columns = record.self_maps[settings.self_tokens] @ columns
    refined = columns.T.reshape(count, *_square(settings.self_tokens))
    lowest, highest = refined.amin((1, 2), keepdim=True), refined.amax((1, 2), keepdim=True)
    scores = _resize((refined - lowest) / (highest - lowest + 1e-9), (SIDE, SIDE))
    best, winner = scores.max(0)
    values = torch.tensor([class_value(name) for name in classes])
    mask = torch.where(best >= settings.beta, values[winner], torch.full_like(winner, BACKGROUND))
    if settings.alpha is not None:
        mask[(best >= settings.alpha) & (best < settings.beta)] = VOID
    return mask.numpy().astype(np.uint8)


def _square(tokens: int) -> tuple[int, int]:
    side = int(tokens**0.5)
    return side, side


def _resize(maps: torch.Tensor, sides: tuple[int, int]) -> torch.Tensor:
    """[C, h, w] -> [C, *sides], bicubic"""
    return F.interpolate(maps[None], sides, mode="bicubic", align_corners=False)[0]
