"""VGG Image Annotator 1 and 2: one JSON file."""
