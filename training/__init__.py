"""How the bundled model emoji-scenes is made: drawings, scenes, training and ONNX export. See README.md."""

import os

# Idle OpenMP threads spin by default. On a machine that does other work too, that makes a step five times as slow. The
# variable must be set before PyTorch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
