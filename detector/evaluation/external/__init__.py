"""Detections that come from elsewhere, scored against labels. Free of torch."""
