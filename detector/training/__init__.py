"""Training: batches, steps, validation, checkpoints and runs."""
