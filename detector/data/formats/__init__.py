"""Annotation formats, each in a folder of its own."""
