"""How well fine-tuned networks detect: ours by its recipe against torchvision's at its best, set by set.

`python -m tests.benchmarks.accuracy --all` trains what is not yet among the kept runs and prints the tables.
"""
