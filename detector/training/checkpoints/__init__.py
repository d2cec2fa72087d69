"""Checkpoint files: writing, checking, reading other programs' weights, starting from them."""
