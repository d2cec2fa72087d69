"""What the canvas paints: the image, boxes with their tags, outlines, layers, and what the tool in hand shows."""
