"""Random numbers that depend on the seed and the step alone, so that a resumed run draws what an unbroken one would."""

from __future__ import annotations

import numpy as np
import torch


def step_generators(seed: int, step: int) -> tuple[np.random.Generator, torch.Generator]:
    """NumPy's and PyTorch's generator for one training step."""
    for_numpy, for_torch = np.random.SeedSequence([seed, step]).spawn(2)
    torch_seed = int(for_torch.generate_state(1, np.uint64)[0] >> np.uint64(1))
    return np.random.default_rng(for_numpy), torch.Generator().manual_seed(torch_seed)
