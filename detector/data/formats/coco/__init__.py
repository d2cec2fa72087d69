"""COCO: instances in one JSON file for all images, or in one for each split."""
