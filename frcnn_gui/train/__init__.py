"""Training: dialog, job, charts, runs, active learning."""
