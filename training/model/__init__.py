"""The networks: autoencoder, text encoder and UNet, small, in Stable Diffusion's shape."""
