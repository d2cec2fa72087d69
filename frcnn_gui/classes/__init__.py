"""The classes of a folder: their list, colors and edits."""
