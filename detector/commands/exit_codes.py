"""The exit codes of the `frcnn` commands, which are the same for all of them."""

from __future__ import annotations

DONE = 0
"""All was done, and nothing was found that needs attention."""
PARTLY = 1
"""Done but for a part, such as images or labels that cannot be used; for `check`: problems were found."""
FAILED = 2
"""Nothing was done, or it ended early; stderr says why."""
INTERRUPTED = 130
"""Ctrl-C, as a shell reports of a program that it ended."""

EXIT_CODES_HELP = (
    "Exit codes: 0 success, 1 finished, but some images or labels could not be used (see the warnings), 2 "
    "failed or ended early (see stderr), 130 Ctrl-C."
)
"""For a command's help."""
