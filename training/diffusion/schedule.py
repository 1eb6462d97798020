"""Noise: how much at each timestep, what the UNet predicts, and how losses are weighted."""

from __future__ import annotations

import torch

TIMESTEPS = 1000
#: The first and the last.
ALL_TIMESTEPS = (0, TIMESTEPS - 1)
#: Where the studio guides the bundled model (src/models/catalogue/entries/emoji-scenes.json).
STUDIO_TIMESTEPS = (0, 799)
_BETA_START = 0.00085
_BETA_END = 0.012

#: γ of min-SNR weighting.
_SNR_LIMIT = 5
#: With zero terminal SNR the last weight would be 0, and nobody would learn to begin. And whether a scene of two or three classes shows
#: all of them is decided between timesteps 730 and 600 (training.evaluation.layout), where min-SNR alone gives a
#: twentieth to an eighth.
_LEAST_WEIGHT = 0.3

_UNIFORM_SHARE = 0.25
#: Where the normal distribution would end in infinity.
_EDGE = 1e-6


def alphas_bar() -> torch.Tensor:
    """fp32 [1000], ᾱ of Stable Diffusion's scaled-linear schedule, rescaled to zero terminal SNR.

    Algorithm 1 of Lin et al., "Common diffusion noise schedules and sample steps are flawed" (arXiv 2305.08891).
    """
    betas = torch.linspace(_BETA_START**0.5, _BETA_END**0.5, TIMESTEPS) ** 2
    root = torch.cumprod(1 - betas, 0).sqrt()
    first, last = root[0].clone(), root[-1].clone()
    return ((root - last) * first / (first - last)) ** 2


def trailing_timesteps(steps: int) -> torch.Tensor:
    """int64 [steps], falling from 999: where the studio's samplers call the UNet (arXiv 2305.08891, table 2)."""
    return (TIMESTEPS - torch.arange(steps).double() * TIMESTEPS / steps).round().long() - 1


def draw_timesteps(count: int, random: torch.Generator) -> torch.Tensor:
    """int64 [count], on the generator's device: a quarter uniform, the rest logit-normal about the middle (Esser et al., arXiv 2403.03206).

    They lie evenly over that distribution, in its order, behind one random start: so each batch sees all noise levels, and its gradient
    depends less on chance (Kingma et al., "Variational Diffusion Models", arXiv 2107.00630, appendix I.1).
    """
    device = random.device
    places = (torch.arange(count, device=device) + torch.rand(1, generator=random, device=device)) / count
    normal = torch.special.ndtri(((places - _UNIFORM_SHARE) / (1 - _UNIFORM_SHARE)).clamp(_EDGE, 1 - _EDGE))
    chosen = torch.where(places < _UNIFORM_SHARE, places / _UNIFORM_SHARE, torch.sigmoid(0.3 + 0.9 * normal))
    return (chosen * TIMESTEPS).long().clamp(0, TIMESTEPS - 1)


def add_noise(clean: torch.Tensor, noise: torch.Tensor, alpha_bar: torch.Tensor) -> torch.Tensor:
    """x_t = √ᾱ x₀ + √(1-ᾱ) ε. Latents and noise [B, 4, H, W], `alpha_bar` [B]."""
    signal = alpha_bar.view(-1, 1, 1, 1)
    return signal.sqrt() * clean + (1 - signal).sqrt() * noise


def velocity(clean: torch.Tensor, noise: torch.Tensor, alpha_bar: torch.Tensor) -> torch.Tensor:
    """v = √ᾱ ε - √(1-ᾱ) x₀, what the UNet predicts (Salimans and Ho, arXiv 2202.00512)."""
    signal = alpha_bar.view(-1, 1, 1, 1)
    return signal.sqrt() * noise - (1 - signal).sqrt() * clean


def loss_weights(alpha_bar: torch.Tensor) -> torch.Tensor:
    """[B] -> [B]: min(SNR, 5) / (SNR + 1), min-SNR weighting for v-prediction (Hang et al., arXiv 2303.09556)."""
    ratio = alpha_bar / (1 - alpha_bar).clamp_min(1e-8)
    return (ratio.clamp(max=_SNR_LIMIT) / (ratio + 1)).clamp_min(_LEAST_WEIGHT)
