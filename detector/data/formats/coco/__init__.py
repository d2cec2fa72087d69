"""COCO: instances in one JSON file."""
