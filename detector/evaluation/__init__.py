"""Measuring detections: average precision, errors and their causes, and comparisons."""
