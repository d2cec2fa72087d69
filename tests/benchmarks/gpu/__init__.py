"""Checks and timing of a GPU: `python -m tests.benchmarks.gpu`, within ten minutes, without a network connection."""
