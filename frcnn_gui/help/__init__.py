"""Command palette, shortcuts, what's this, about."""
