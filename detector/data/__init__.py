"""Images, labels and folders of them. Nothing here imports torch."""
