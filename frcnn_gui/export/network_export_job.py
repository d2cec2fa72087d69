"""Writing the network in use to an ONNX file that is compared with it on the folder's images; on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.formats.base import OpenOptions
from detector.export.requirements import check_packages
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.export.int8 import Int8Cost
    from detector.export.proof import Proof
    from detector.faster_rcnn import FasterRCNN

MAX_COMPARED_IMAGES = 100
"""To compare on; of more, these are spread evenly over the folder."""


@dataclass(frozen=True)
class NetworkExportRequest:
    """What to write, and where."""

    file: Path
    int8: bool
    root: Path
    """The folder of the images"""
    images: tuple[Path, ...]
    options: OpenOptions


@dataclass(frozen=True)
class NetworkExported:
    """What was written, and what the comparison found."""

    files: tuple[Path, ...]
    proof: Proof
    cost: Int8Cost | None
    warnings: tuple[str, ...]


def create_export_network_job(networks: NetworkCache, source: NetworkSource, request: NetworkExportRequest) -> Job:
    """Results in `NetworkExported`. Until the files are the same as the network, nothing is written."""
    title = tr("Exporting to {out}").format(out=request.file.name)
    return Job(title, lambda context: _export_network(networks, source, request, context))


def _export_network(
    networks: NetworkCache, source: NetworkSource, request: NetworkExportRequest, context: JobContext
) -> NetworkExported:
    check_packages()
    from detector.export.export import ExportFiles, export_network
    from detector.export.proof import read_comparison_images, select_evenly

    files = ExportFiles(request.file)
    # The file dialog has asked whether the model may be replaced.
    files.check_writable(overwrite=True, int8=request.int8)
    context.report_progress(0, 0, tr("Reading the network"))
    model = networks.get_network(source)
    images = select_evenly(request.images, MAX_COMPARED_IMAGES)
    warnings: list[str] = []
    follow = context.create_progress_callback(tr("Comparing the file with the network"))
    context.raise_if_canceled()
    proof = export_network(model, files, read_comparison_images(images, warnings.append), len(images), progress=follow)
    cost = _write_int8(files.model, files.int8, request, model, images, context) if request.int8 else None
    written = (files.model, files.script, *((files.int8,) if cost else ()))
    return NetworkExported(written, proof, cost, tuple(warnings))


def _write_int8(
    file: Path,
    target: Path,
    request: NetworkExportRequest,
    model: FasterRCNN,
    images: tuple[Path, ...],
    context: JobContext,
) -> Int8Cost:
    import torch

    from detector.export.int8 import choose_measured_images, measure_int8_cost, write_calibrated_int8

    context.report_progress(0, 0, tr("Calibrating for 8 bits"))
    write_calibrated_int8(file, target, images, context.raise_if_canceled)
    measured = choose_measured_images(request.root, model.classes, images, request.options)
    done = 0

    def report_step() -> None:
        nonlocal done
        done += 1
        context.raise_if_canceled()
        context.report_progress(done, 2 * len(measured), tr("Measuring the 8-bit file"))

    return measure_int8_cost(file, target, measured, torch.get_num_threads(), report_step)
