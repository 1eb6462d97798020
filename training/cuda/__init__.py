"""Training on a graphics card that is there for a quarter of an hour, on a machine with nothing but PyTorch."""
