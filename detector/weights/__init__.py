"""Pretrained weights: which there are, their download, what a file holds instead, and networks yet without weights."""
