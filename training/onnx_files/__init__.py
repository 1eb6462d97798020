"""ONNX files in the diffusers layout: reading weights from them, writing weights to them, and checking them."""
