"""Networks by the names that commands and checkpoints know them by."""

from __future__ import annotations

from collections.abc import Callable

from training.judge.architectures.deeplab import DeepLabV3
from training.judge.architectures.mask2former import Mask2Former
from training.judge.network import JudgeNetwork, Segmenter

UNET = "unet"
_NETWORKS: dict[str, Callable[[bool], Segmenter]] = {
    UNET: JudgeNetwork,
    "deeplabv3": DeepLabV3,
    "mask2former": Mask2Former,
}
KINDS = tuple(_NETWORKS)


def build_network(kind: str, names_deep: bool) -> Segmenter:
    """A network of one of the `KINDS` with random weights; with `names_deep` it has a deep head. KeyError for another kind."""
    return _NETWORKS[kind](names_deep)
