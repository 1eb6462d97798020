"""The loss of a set of masks: each segment of the truth is matched with one query, and the others learn to say "nothing".

As in Mask2Former (arXiv 2112.01527), with its weights; but on all places of the map instead of 12,544 sampled ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from training.judge.architectures.assignment import cheapest_assignment
from training.world.classes import MASK_VALUES, VOID

#: The class after background and the twenty: no segment.
NOTHING = MASK_VALUES
_CLASS_WEIGHT, _CROSS_ENTROPY_WEIGHT, _DICE_WEIGHT = 2.0, 5.0, 5.0
_NOTHING_WEIGHT = 0.1


@dataclass(frozen=True)
class SetPrediction:
    """What Q queries say, before softmax and sigmoid: `classes` [B, Q, 22] and `masks` [B, Q, h, w]."""

    classes: torch.Tensor
    masks: torch.Tensor


@dataclass(frozen=True)
class Segments:
    """Of one picture: `labels` int64 [T]; `shares` fp32 [T, h·w], how much of a place each covers; `known` fp32 [h·w], how much of it
    is not void."""

    labels: torch.Tensor
    shares: torch.Tensor
    known: torch.Tensor


def segments_of(mask: torch.Tensor, scale: int) -> Segments:
    """Every class of a mask int64 [H, W] is a segment, background too, on a map of places of `scale` × `scale` pixels."""
    labels = torch.unique(mask)
    labels = labels[labels != VOID]
    covered = (mask == labels[:, None, None]).float()
    shares = F.avg_pool2d(covered[:, None], scale).flatten(1)
    known = F.avg_pool2d((mask != VOID).float()[None], scale).flatten()
    return Segments(labels, shares / known.clamp(min=1e-6), known)


def mask_costs(masks: torch.Tensor, segments: Segments) -> tuple[torch.Tensor, torch.Tensor]:
    """Binary cross-entropy and dice loss of each query's mask (scores [Q, h·w]) as each segment: two [Q, T]."""
    known, shares = segments.known, segments.shares
    inside, outside = F.softplus(-masks) * known, F.softplus(masks) * known
    places = known.sum().clamp(min=1)
    cross_entropy = (inside @ shares.T + outside @ (1 - shares).T) / places
    chosen = masks.sigmoid() * known
    covered = (shares * known).sum(1)
    dice = 1 - (2 * chosen @ shares.T + 1) / (chosen.sum(1)[:, None] + covered + 1)
    return cross_entropy, dice


def set_loss(prediction: SetPrediction, truth: list[Segments]) -> torch.Tensor:
    """A number: of the classes of all queries, and of the masks of those that are matched, for a batch."""
    total = max(1, sum(len(segments.labels) for segments in truth))
    wanted = torch.full(prediction.classes.shape[:2], NOTHING, device=prediction.classes.device)
    mask_loss = prediction.masks.new_zeros((), dtype=torch.float32)
    # Products of thousands of places need more digits than bfloat16 has.
    with torch.autocast(prediction.masks.device.type, enabled=False):
        for picture, segments in enumerate(truth):
            classes, masks = prediction.classes[picture].float(), prediction.masks[picture].float().flatten(1)
            cross_entropy, dice = mask_costs(masks, segments)
            of_masks = _CROSS_ENTROPY_WEIGHT * cross_entropy + _DICE_WEIGHT * dice
            costs = of_masks.detach() - _CLASS_WEIGHT * classes.detach().softmax(1)[:, segments.labels]
            queries = torch.tensor(cheapest_assignment(costs.T.tolist()), dtype=torch.long)
            wanted[picture, queries] = segments.labels
            mask_loss = mask_loss + of_masks[queries, torch.arange(len(queries))].sum() / total
        weights = torch.ones(MASK_VALUES + 1, device=wanted.device)
        weights[NOTHING] = _NOTHING_WEIGHT
        class_loss = F.cross_entropy(prediction.classes.float().flatten(0, 1), wanted.flatten(), weights)
    return mask_loss + _CLASS_WEIGHT * class_loss
