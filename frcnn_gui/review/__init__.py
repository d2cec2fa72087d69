"""Detections compared with labels: review and funnel."""
