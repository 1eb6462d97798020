"""Training of the text encoder and the UNet on latents of scenes."""
