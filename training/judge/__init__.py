"""The judge: a small segmenter that never sees the diffusion model, trained on pictures with exact masks."""
