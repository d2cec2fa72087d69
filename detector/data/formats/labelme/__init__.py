"""labelme: one JSON file per image."""
