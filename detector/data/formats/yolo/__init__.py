"""YOLO: one text file per image, and `data.yaml` or a text file with the class list."""
