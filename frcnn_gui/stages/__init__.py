"""The stages of the detector on the open image: trace, settings, layers, filters."""
