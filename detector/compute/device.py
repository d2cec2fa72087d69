"""Where the network computes."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

import torch

from detector.compute.distributed import this_process
from detector.errors import UserFacingError
from detector.translatable import translatable

NO_DEVICE = translatable("This machine has no device {name!r}. Choose another device: cpu, or auto{others}.")
NO_CUDA_BUILD = "not available: torch was built without CUDA"


def choose_device(name: str = "auto") -> torch.device:
    """`auto` is a CUDA GPU, or the CPU where there is none; anything else is taken at its word.

    Of several processes on a machine each has its own GPU. Apple's MPS is used on request only: detection networks are
    known to hang on it.

    Raises:
        UserFacingError: This machine has no such device.
    """
    process = this_process()
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and process.count > 1:
        name = f"cuda:{process.local_rank}"
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        others = ", or start no more processes than it has GPUs" if process.count > 1 else ""
        raise UserFacingError(NO_DEVICE.format(name=name, others=others)) from error
    return device


@dataclass(frozen=True)
class DeviceState:
    """Whether this machine can compute on a device."""

    name: str
    """As `choose_device` takes it"""
    title: str
    reason: str = ""
    """Why it cannot be used; empty where it can"""


def list_device_states() -> tuple[DeviceState, ...]:
    """CUDA's GPUs, the CPU and Apple's MPS, with the reasons why some cannot be used here."""
    return *_cuda_states(), DeviceState("cpu", device_title(torch.device("cpu"))), _mps_state()


def device_title(device: torch.device) -> str:
    """What a person calls it."""
    if device.type == "cuda":
        gpu = torch.cuda.get_device_properties(device)
        return f"{gpu.name}, {gpu.total_memory / 2**30:.0f} GiB"
    if device.type != "cpu":
        return "Apple GPU (MPS)"
    count = torch.get_num_threads()
    return f"CPU, {count} thread{'s' if count > 1 else ''}"


def processor_name() -> str:
    """The model of this machine's processor, as far as the system says it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(errors="replace").splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def suggest_preset(device: torch.device) -> str:
    """The network that trains in reasonable time there: on a CPU the light one."""
    return "mobilenet_fpn" if device.type == "cpu" else "resnet50_fpn"


def _cuda_states() -> tuple[DeviceState, ...]:
    if torch.cuda.is_available():
        names = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
        return tuple(DeviceState(name, device_title(torch.device(name))) for name in names)
    if torch.version.cuda is None:
        return (DeviceState("cuda", "CUDA", NO_CUDA_BUILD),)
    return (DeviceState("cuda", "CUDA", "not available: no NVIDIA GPU, or no driver for it"),)


def _mps_state() -> DeviceState:
    if torch.backends.mps.is_available():
        return DeviceState("mps", "Apple GPU (MPS); known to hang on detectors")
    return DeviceState("mps", "Apple GPU (MPS)", "not available: not a Mac with such a GPU")
