"""CreateML: annotations in JSON files."""
