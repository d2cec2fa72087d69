"""The label formats, each in its own package."""
