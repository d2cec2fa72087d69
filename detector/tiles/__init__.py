"""Large images in overlapping tiles: cut, choose the tile that shows a box best, and merge. Free of torch."""
