"""Outlines for the boxes of a folder."""
