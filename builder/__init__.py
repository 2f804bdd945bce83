"""Turns lessons/, site/ and cnn_core/ into dist/: what build.py calls."""
