"""What can be changed about the shipped network, on its trained weights: at the start nothing is computed otherwise than before,
but for two heads."""

from __future__ import annotations

from collections.abc import Callable

from training.model.attention import Transformer2DModel
from training.model.unet import CHANNELS, CONTEXT_WIDTH, UNet2DConditionModel
from training.model.unet_blocks import zero_parameters


def two_heads(unet: UNet2DConditionModel) -> None:
    """Two heads of 32 channels, not one of 64, where attention works at the latents' own side."""
    for block in unet.up_blocks[-1].attentions[-1].transformer_blocks:
        block.attn1.heads = block.attn2.heads = 2


def attention_in_both(unet: UNet2DConditionModel) -> None:
    """Attention in both blocks of the finest side on the way up, not in the last alone."""
    added = Transformer2DModel(CHANNELS[0], CONTEXT_WIDTH, heads=1)
    zero_parameters(added.proj_out)
    block = unet.up_blocks[-1]
    block.attentions[0] = added
    block.attends[0] = True


CHANGES: dict[str, Callable[[UNet2DConditionModel], None]] = {
    "two-heads": two_heads,
    "attention-in-both": attention_in_both,
}
