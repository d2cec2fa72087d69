"""Sets with one PNG file for each object."""
