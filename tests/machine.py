"""What figures were measured on: the machine and the versions, for reports."""

from __future__ import annotations

import os
import platform
from datetime import date

import psutil

from detector.compute.device import processor_name
from frcnn_gui.help.about import InfoRow, list_versions


def machine() -> list[InfoRow]:
    """(name, what it is)."""
    return [
        ("date", date.today().isoformat()),
        ("processor", f"{processor_name()}, {os.cpu_count()} cores"),
        ("memory", f"{psutil.virtual_memory().total / 2**30:.0f} GiB"),
        ("GPU", _gpu()),
        ("system", platform.platform()),
        *list_versions(),
    ]


def as_table(rows: list[InfoRow]) -> str:
    """In Markdown."""
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def _gpu() -> str:
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
