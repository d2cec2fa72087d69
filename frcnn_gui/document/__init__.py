"""The open folder and image: session, document, undo commands and box geometry, without widgets."""
