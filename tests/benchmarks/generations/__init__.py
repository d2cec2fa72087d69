"""The generations of the R-CNN family on the same images: `python -m tests.benchmarks.generations WORK`."""
