"""What was measured to be the fastest on this machine, kept in a file for the next start of the program."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Generic, TypeVar

import torch

from detector.compute.device import processor_name
from detector.data.atomic import write_atomically

_ISA_VARIABLES = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY")
"""By these a person makes the libraries behave as on an older processor."""

Choice = TypeVar("Choice", bound=str)
_log = logging.getLogger(__name__)


def machine_key() -> str:
    """What the speed of a layer depends on besides the layer."""
    limits = [f"{name}={os.environ[name]}" for name in _ISA_VARIABLES if name in os.environ]
    capability = torch.backends.cpu.get_cpu_capability()
    threads = f"{torch.get_num_threads()} threads"
    return ", ".join([processor_name(), capability, f"torch {torch.__version__}", threads, *limits])


class MeasuredChoices(Generic[Choice]):
    """Chooses by measuring, once, and stays with its choice. For several threads.

    What is chosen goes to `path`, and is read from there the next time on the same processor, torch and number of
    threads. Without a path nothing is kept.
    """

    def __init__(self, path: Path | None, known: Collection[Choice]) -> None:
        """`known` are the choices that there are; others in the file are measured again."""
        self._path, self._known = path, {str(name): name for name in known}
        self._machine = machine_key()
        self._lock = threading.Lock()
        self._choices = dict(self._read_file().get(self._machine, {}))

    def choose_or_measure(self, name: str, measure: Callable[[], Choice]) -> Choice:
        """What was chosen for `name` before, or what `measure` chooses now."""
        with self._lock:
            if name not in self._choices:
                self._store_choice(name, measure())
            return self._choices[name]

    def find_choice(self, name: str) -> Choice | None:
        """What was chosen for `name` before; None where nothing was."""
        with self._lock:
            return self._choices.get(name)

    def _store_choice(self, name: str, choice: Choice) -> None:
        """Where another program has measured the same meanwhile, its choice counts: both must stay with one."""
        self._choices[name] = choice
        if self._path is None:
            return
        kept = self._read_file()
        self._choices |= kept.get(self._machine, {})
        kept[self._machine] = self._choices
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, json.dumps(kept, indent=1, sort_keys=True).encode())
        except OSError as error:
            _log.info("%s cannot be written (%s): what was measured is measured again next time", self._path, error)
            self._path = None

    def _read_file(self) -> dict[str, dict[str, Choice]]:
        """Choices by machine. What is missing or makes no sense is left out, and measured again."""
        if self._path is None:
            return {}
        try:
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            _log.info("%s cannot be read (%s): what was measured is measured again", self._path, error)
            return {}
        machines = content.items() if isinstance(content, dict) else ()
        return {machine: self._filter_known(choices) for machine, choices in machines if isinstance(choices, dict)}

    def _filter_known(self, choices: dict[str, object]) -> dict[str, Choice]:
        return {
            name: self._known[choice]
            for name, choice in choices.items()
            if isinstance(choice, str) and choice in self._known
        }
