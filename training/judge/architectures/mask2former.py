"""Mask2Former (Cheng et al., arXiv 2112.01527) in small: queries that each find a segment and name it.

As in the paper: learned queries and their places, masks from queries before and after each layer, masked attention, level by level
from coarse to fine, a loss on all of these predictions (set_loss.py). Simpler: an FPN as pixel decoder, three layers of 64 channels
(nine of 256), 12 queries (100) since a scene has four segments at most. The backbone's names come in where a query names its
segment: the classifier's scores of each place, averaged over the query's mask, are added to its own. That decides between classes;
whether there is a segment at all is said by the query alone, since such scores are far larger than a new network's.
"""

from __future__ import annotations

import torch
from torch import nn
import torch.nn.functional as F

from training.judge.architectures.pixel_decoder import PixelDecoder
from training.judge.architectures.query_layer import hidden_places, QueryLayer, sine_positions
from training.judge.architectures.set_loss import segments_of, set_loss, SetPrediction
from training.judge.network import Segmenter, WIDTHS
from training.world.classes import MASK_VALUES

_WIDTH = 64
_HEADS = 4
_QUERIES = 12
#: Pixels of the picture for a place of the masks, which bilinear interpolation brings to its size.
_STRIDE = 2
_DEEP_STRIDE = 16
_LEAST_SHARE = 1e-6


class Mask2Former(Segmenter):
    """Scores are logarithms of what queries give a pixel for a class in all: Σ P(class)·P(pixel is in the mask)."""

    #: Transformers of this kind learn at a lower rate than convolutions with batch norm.
    rate_share = 1 / 3

    def __init__(self, names_deep: bool = False, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(widths)
        self.pixels = PixelDecoder(widths, _WIDTH)
        levels = len(widths) - 1
        self.queries = nn.Parameter(torch.randn(_QUERIES, _WIDTH))
        self.query_places = nn.Parameter(torch.randn(_QUERIES, _WIDTH))
        self.level_places = nn.Parameter(torch.randn(levels, _WIDTH))
        self.layers = nn.ModuleList([QueryLayer(_WIDTH, _HEADS) for _ in range(levels)])
        self.norm = nn.LayerNorm(_WIDTH)
        self.to_class = nn.Linear(_WIDTH, MASK_VALUES + 1)
        self.to_mask = nn.Sequential(
            nn.Linear(_WIDTH, _WIDTH), nn.ReLU(), nn.Linear(_WIDTH, _WIDTH), nn.ReLU(), nn.Linear(_WIDTH, _WIDTH)
        )
        self.deep_head = nn.Conv2d(widths[-1], MASK_VALUES, 1) if names_deep else None
        self.to(memory_format=torch.channels_last)

    def predictions(self, picture: torch.Tensor) -> list[SetPrediction]:
        """Before the first layer and after each: masks have half the picture's side."""
        features = self.features(picture)
        names = None if self.deep_head is None else self.deep_head(features[-1])
        *levels, for_masks = self.pixels(features)
        queries = self.queries.expand(picture.shape[0], -1, -1)
        found = [self._predict(queries, for_masks, names)]
        for level, place, layer in zip(levels, self.level_places.unbind(), self.layers):
            height, width = level.shape[-2:]
            places = level.flatten(2).transpose(1, 2)
            where = sine_positions(height, width, _WIDTH).to(place.device) + place
            masks = F.interpolate(found[-1].masks.detach(), size=(height, width), mode="bilinear", align_corners=False)
            queries = layer(queries, self.query_places, places, where, hidden_places(masks.flatten(2)))
            found.append(self._predict(queries, for_masks, names))
        return found

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        last = self.predictions(picture)[-1]
        masks = F.interpolate(last.masks, scale_factor=float(_STRIDE), mode="bilinear", align_corners=False).sigmoid()
        classes = last.classes.softmax(-1)[..., :MASK_VALUES]
        return torch.einsum("bqc,bqhw->bchw", classes, masks).clamp(min=_LEAST_SHARE).log()

    def loss(self, picture: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        """The sum over all predictions."""
        truth = [segments_of(mask, _STRIDE) for mask in masks]
        losses = [set_loss(prediction, truth) for prediction in self.predictions(picture)]
        return torch.stack(losses).sum()

    def _predict(self, queries: torch.Tensor, for_masks: torch.Tensor, names: torch.Tensor | None) -> SetPrediction:
        normed = self.norm(queries)
        masks = torch.einsum("bqd,bdhw->bqhw", self.to_mask(normed), for_masks)
        classes = self.to_class(normed)
        if names is not None:
            named = (classes[..., :MASK_VALUES] + _named(masks.detach(), names)).log_softmax(-1)
            classes = torch.cat([named, classes[..., MASK_VALUES:]], -1)
        return SetPrediction(classes, masks)


def _named(masks: torch.Tensor, names: torch.Tensor) -> torch.Tensor:
    """Mask scores [B, Q, h, w] and class scores [B, 21, H/16, W/16] -> their mean over each mask [B, Q, 21]."""
    shares = F.avg_pool2d(masks.sigmoid(), _DEEP_STRIDE // _STRIDE)
    shares = shares / shares.sum((2, 3), keepdim=True).clamp(min=_LEAST_SHARE)
    return torch.einsum("bqhw,bchw->bqc", shares, names)
