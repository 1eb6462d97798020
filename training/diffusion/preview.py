"""Pictures of a model in training, to look at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
import torch

from training.diffusion.ddim import ddim
from training.diffusion.latents import LATENT_SIDE
from training.diffusion.schedule import ALL_TIMESTEPS
from training.model.autoencoder import LATENT_CHANNELS
from training.model.parts import ModelParts

PROMPTS = (
    "a dog on the grass; dog",
    "a red car on the road; car",
    "a man and a horse on the beach; person horse",
    "an airplane at sunset; aeroplane",
    "a couch and a television in a room; sofa tv monitor",
    "a cat and a chair in a blue room; cat chair",
    "a boat on the sea; boat",
    "a bus and a bicycle in the street; bus bicycle",
    "a cow and a sheep in a green field; cow sheep",
    "a train in the snow; train",
    "a bird at night; bird",
    "a bottle on the beach; bottle",
)
_COLUMNS = 6


@torch.no_grad()
def sample(
    parts: ModelParts,
    prompts: list[str],
    steps: int,
    guidance: float = 4.0,
    seed: int = 0,
    guided_between: tuple[int, int] = ALL_TIMESTEPS,
) -> np.ndarray:
    """u8 [B, 128, 128, 3], by DDIM. Guidance 1 is none, as it is outside of the timesteps `guided_between`."""
    random = torch.Generator().manual_seed(seed)
    noise = torch.randn(len(prompts), LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE, generator=random).to(parts.device)
    unprompted, prompted = parts.encode_prompts([""] * len(prompts)), parts.encode_prompts(prompts)
    *_, latents = ddim(parts.unet, noise, prompted, unprompted, steps, guidance, guided_between=guided_between)
    return decode(parts, latents)


@torch.no_grad()
def decode(parts: ModelParts, latents: torch.Tensor) -> np.ndarray:
    """Scaled latents [B, 4, 32, 32] -> pictures u8 [B, 128, 128, 3]."""
    pictures = parts.decoder(latents / parts.scaling_factor).clamp(-1, 1)
    return ((pictures.permute(0, 2, 3, 1) + 1) * 127.5).byte().cpu().numpy()


def write_preview(parts: ModelParts, path: Path, steps: int, guidance: float = 4.0) -> None:
    """A PNG with two pictures for each of PROMPTS."""
    pictures = sample(parts, [*PROMPTS, *PROMPTS], steps, guidance)
    rows = [np.concatenate(list(pictures[i:i + _COLUMNS]), 1) for i in range(0, len(pictures), _COLUMNS)]
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate(rows, 0)).save(path)
