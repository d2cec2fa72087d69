"""What every `frcnn` command tells the shell: the same for all of them."""

from __future__ import annotations

DONE = 0
"""All was done, and nothing found that should be looked at."""
PARTLY = 1
"""Done but for a part, such as images or labels that cannot be used; for `check`: problems were found."""
FAILED = 2
"""Nothing was done, or it ended early; stderr says why."""
INTERRUPTED = 130
"""Ctrl-C, as a shell reports of a program that it ended."""

EXIT_CODES_HELP = (
    "Exit codes: 0 all done, 1 done but for images or labels that could not be used (warnings name them), 2 nothing "
    "done or ended early (stderr says why), 130 Ctrl-C."
)
"""For a command's help."""
