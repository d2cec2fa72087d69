"""YOLO: one text file per image, and data.yaml."""
