"""The canvas: the image, the layers over it, and the tools that draw and change boxes."""
