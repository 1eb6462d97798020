"""How good masks are: mIoU, its interval, and masks from the model's own attention."""
