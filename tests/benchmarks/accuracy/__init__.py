"""The accuracy of fine-tuned networks: ours with one recipe, compared with torchvision's at its best rate, set by set.

`python -m tests.benchmarks.accuracy --all` trains the runs that are not stored yet, and prints the tables.
"""
