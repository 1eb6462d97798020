"""All networks of the model together, with what a user of the weights has to know."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from training.model.autoencoder import Decoder, Encoder
from training.model.text_encoder import TextEncoder
from training.model.unet import UNet2DConditionModel
from training.tokenizer.tokenizer import Tokenizer


@dataclass
class ModelParts:
    """`scaling_factor` times an encoded latent has a standard deviation of about 1; the UNet works on that scale."""

    tokenizer: Tokenizer
    text_encoder: TextEncoder
    unet: UNet2DConditionModel
    encoder: Encoder
    decoder: Decoder
    scaling_factor: float
    steps_trained: int = 0
    pictures_seen: int = 0

    @property
    def device(self) -> torch.device:
        """Where the networks are."""
        return self.text_encoder.pos.device

    @property
    def networks(self) -> dict[str, nn.Module]:
        """By name, as checkpoints keep them."""
        return {
            "unet": self.unet,
            "text_encoder": self.text_encoder,
            "encoder": self.encoder,
            "decoder": self.decoder,
        }

    def encode_prompts(self, prompts: list[str]) -> torch.Tensor:
        """Hidden states fp32 [B, 32, 128]."""
        hidden: torch.Tensor = self.text_encoder(torch.tensor(self.tokenizer.encode_all(prompts), device=self.device))
        return hidden


def new_parts(tokenizer: Tokenizer, encoder: Encoder, decoder: Decoder, scaling_factor: float) -> ModelParts:
    """Parts whose UNet and text encoder are untrained."""
    text_encoder = TextEncoder(len(tokenizer.vocabulary))
    return ModelParts(tokenizer, text_encoder, UNet2DConditionModel(), encoder, decoder, scaling_factor)
