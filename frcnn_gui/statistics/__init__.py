"""Statistics of the labels of a folder."""
