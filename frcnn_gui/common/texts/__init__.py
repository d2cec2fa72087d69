"""Texts that several rooms show: sentences of the engine in the language of the window, formats, and numbers."""
