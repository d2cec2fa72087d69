"""The window of Faster R-CNN Studio, room by room. Nothing here imports torch before a job that needs it runs."""
