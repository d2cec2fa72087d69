"""Which way of computing is the fastest for each kind of layer: measured once on this machine, and kept."""

from __future__ import annotations

import functools
import json
import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import torch

from detector.convolutions.methods import Method, available_methods, compute, prepare_weight
from detector.data.atomic import write_atomically
from detector.data.own_folder import cache_folder
from detector.device import processor_name

FILE_NAME = "convolutions.json"
ROUNDS = 4
CLEAR_GAIN = 0.95
"""Another way must take less than this share of the plain one's time: what is about as fast stays as it is."""
MOST_PRODUCTS = 1 << 30
"""How many multiplications a measurement takes at most, of a larger map only a part: about 10 ms."""
LEAST_CELLS = 1 << 10
"""Of a larger map at least so many: less shows no method as fast as it is."""
_ISA_VARIABLES = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY")
"""By these a person makes the libraries behave as on an older processor."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LayerKind:
    """3x3 layers that are alike: the same channels, and maps of about the same size."""

    in_channels: int
    out_channels: int
    size: int
    """The binary logarithm of the number of cells, rounded down."""

    @classmethod
    def of(cls, in_channels: int, out_channels: int, height: int, width: int) -> Self:
        """The kind of a layer; all maps that are too large to be measured whole count as one size."""
        largest = max(LEAST_CELLS, MOST_PRODUCTS // (9 * in_channels * out_channels))
        return cls(in_channels, out_channels, max(1, min(height * width, largest)).bit_length() - 1)

    @property
    def sides(self) -> tuple[int, int]:
        """(height, width) of a map of this size, about 3:4, as pictures are."""
        height = max(1, round((2**self.size * 3 / 4) ** 0.5))
        return height, max(1, 2**self.size // height)

    def __str__(self) -> str:
        return f"{self.in_channels}x{self.out_channels}@{self.size}"


class ConvolutionPlan:
    """Chooses for each kind of layer, and stays with its choice: an image gives the same numbers every time.

    What is measured goes to `path`, and is read from there the next time on the same processor, torch and number of
    threads. Without a path nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._machine = machine_key()
        self._lock = threading.Lock()
        self._choices = dict(_read(path).get(self._machine, {})) if path else {}

    def choose(self, kind: LayerKind) -> Method:
        """The fastest method for layers of `kind`; the first time it is measured, which takes some 0.05 s."""
        with self._lock:
            name = str(kind)
            chosen = self._choices.get(name)
            if chosen is None:
                chosen = self._choices[name] = measure_fastest(kind)
                self._save()
            return chosen

    def _save(self) -> None:
        """Keep all choices, with those that other programs on other machines made in the same folder."""
        if self._path is None:
            return
        kept = _read(self._path)
        kept[self._machine] = {**kept.get(self._machine, {}), **self._choices}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, json.dumps(kept, indent=1, sort_keys=True).encode())
        except OSError as error:
            _log.info("%s cannot be written (%s): convolutions are measured again next time", self._path, error)
            self._path = None


@functools.cache
def machine_plan() -> ConvolutionPlan:
    """The plan that the whole program shares."""
    return ConvolutionPlan(cache_folder() / FILE_NAME)


def machine_key() -> str:
    """What the speed of a layer depends on besides the layer."""
    limits = [f"{name}={os.environ[name]}" for name in _ISA_VARIABLES if name in os.environ]
    capability = torch.backends.cpu.get_cpu_capability()
    threads = f"{torch.get_num_threads()} threads"
    return ", ".join([processor_name(), capability, f"torch {torch.__version__}", threads, *limits])


def measure_fastest(kind: LayerKind) -> Method:
    """Compute a layer of random numbers in every way that this torch can."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(1, kind.in_channels, *kind.sides, generator=generator)
    images = images.contiguous(memory_format=torch.channels_last)
    weight = torch.randn(kind.out_channels, kind.in_channels, 3, 3, generator=generator)
    bias = torch.zeros(kind.out_channels)
    prepared = {method: prepare_weight(method, weight) for method in available_methods()}
    seconds: dict[Method, list[float]] = {method: [] for method in prepared}
    with torch.inference_mode():
        for _ in range(ROUNDS):  # in turns, so that a busy moment of the machine meets all
            for method, ready in prepared.items():
                start = time.perf_counter()
                compute(method, images, ready, bias)
                seconds[method].append(time.perf_counter() - start)
    least = {method: min(spent[1:]) for method, spent in seconds.items()}  # the first call makes room in memory
    best = min(least, key=least.__getitem__)
    return best if least[best] < CLEAR_GAIN * least["direct"] else "direct"


def _read(path: Path) -> dict[str, dict[str, Method]]:
    """Choices by machine. What is missing or makes no sense is left out, and measured again."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.info("%s cannot be read (%s): convolutions are measured again", path, error)
        return {}
    machines = content.items() if isinstance(content, dict) else ()
    return {machine: _known_choices(choices) for machine, choices in machines if isinstance(choices, dict)}


def _known_choices(choices: dict[str, object]) -> dict[str, Method]:
    known = {name: name for name in available_methods()}
    return {kind: known[method] for kind, method in choices.items() if isinstance(method, str) and method in known}
