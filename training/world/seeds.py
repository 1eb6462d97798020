"""Which scenes are for what. A scene is its seed, so that sets of scenes are ranges of seeds."""

from __future__ import annotations

#: First seeds of the scenes that the autoencoder, the judge, segmenters' backbones and the diffusion model learn from.
AUTOENCODER_SEEDS = 10_000_000
JUDGE_SEEDS = 30_000_000
BACKBONE_SEEDS = 40_000_000
DIFFUSION_SEEDS = 50_000_000

#: Scenes from here on measure, and are never trained on.
HELD_OUT_SEEDS = 90_000_000

_RANGE_ENDS = {
    AUTOENCODER_SEEDS: JUDGE_SEEDS,
    JUDGE_SEEDS: BACKBONE_SEEDS,
    BACKBONE_SEEDS: DIFFUSION_SEEDS,
    DIFFUSION_SEEDS: HELD_OUT_SEEDS,
}


def training_seeds(first: int, start: int, count: int) -> range:
    """Seeds `start` … `start + count - 1` of the training range that begins at `first`.

    ValueError when they would leave the range: held-out scenes must stay unseen.
    """
    seeds = range(first + start, first + start + count)
    if start < 0 or seeds.stop > _RANGE_ENDS[first]:
        size = _RANGE_ENDS[first] - first
        found = f"{start:,} to {start + count:,}"
        raise ValueError(f"Expected scenes 0 to {size:,} of this range, found {found}. Use fewer.")
    return seeds
