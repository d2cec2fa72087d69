"""What a GPU does, checked and timed: `python -m tests.benchmarks.gpu`, within ten minutes, without a network."""
