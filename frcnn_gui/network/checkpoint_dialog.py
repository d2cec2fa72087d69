"""Asking for a checkpoint."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from frcnn_gui.common.language import tr


def choose_checkpoint(window: QWidget) -> Path | None:
    """Ask a person for a checkpoint; None where none is chosen."""
    kind = tr("Checkpoints")
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Open a network"), "", f"{kind} (*.safetensors *.pth *.pt)")
    return Path(chosen) if chosen else None
