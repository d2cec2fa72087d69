"""Detection on one image, a folder or dropped files; accepting and exporting detections."""
