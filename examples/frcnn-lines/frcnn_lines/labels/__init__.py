"""A label format: `info.py` has its names and texts, `dataset.py` its code, which is imported when it is needed."""
