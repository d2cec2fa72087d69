"""The window of Faster R-CNN Studio. Nothing here imports torch before a job that needs it runs."""
