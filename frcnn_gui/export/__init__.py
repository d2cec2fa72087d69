"""Export of labels, views and networks."""
