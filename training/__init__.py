"""How the bundled model emoji-scenes is made: drawings, scenes, training and ONNX export. See README.md."""
