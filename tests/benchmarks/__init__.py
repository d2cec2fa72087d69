"""Benchmarks: comparisons with peers that are measured in the same run. See README.md in this folder."""
