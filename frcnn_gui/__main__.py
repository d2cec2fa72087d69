"""`python -m frcnn_gui` and the console script `frcnn-gui`."""

from __future__ import annotations

import sys

from frcnn_gui.app import main

if __name__ == "__main__":
    sys.exit(main())
