"""A run's folder: its state, events, split and results."""
