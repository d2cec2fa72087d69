"""A progress bar that is painted together with the rest of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar


class ProgressBar(QProgressBar):
    """Its value changes without painting.

    A QProgressBar paints whenever its value changes, at once, and with it everything else that waits to be painted.
    """

    def show_progress(self, done: int, total: int) -> None:
        """Show how far something is; without a `total`, only that it is in progress."""
        self.setUpdatesEnabled(False)
        self.setRange(0, max(total, 0))
        self.setValue(done)
        self.setUpdatesEnabled(True)
