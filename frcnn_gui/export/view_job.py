"""Writing what is seen, and what was traced, to files, on a thread."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.data.atomic import write_atomically
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.export.svg import SvgView

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace

Pixels = NDArray[np.uint8]


def encode_png(pixels: Pixels) -> bytes:
    """`pixels` (h, w, 3) uint8 RGB."""
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def create_write_png_job(path: Path, pixels: Pixels) -> Job:
    """Results in `path`."""
    return _create_write_job(path, lambda: encode_png(pixels))


def create_write_svg_job(path: Path, view: SvgView, pixels: Pixels) -> Job:
    """`view` over `pixels`, in place of the picture that it has; results in `path`."""
    import dataclasses

    return _create_write_job(path, lambda: dataclasses.replace(view, image=encode_png(pixels)).format_svg().encode())


def create_write_trace_job(path: Path, trace: StageTrace, image_name: str) -> Job:
    """Results in `path`."""

    def write_trace(_context: JobContext) -> Path:
        from detector.trace.trace_file import save_trace

        try:
            save_trace(trace, path, image_name)
        except OSError as error:
            raise _build_write_error(path, error) from error
        return path

    return Job(tr("Writing {name}").format(name=path.name), write_trace)


def _create_write_job(path: Path, content: Callable[[], bytes]) -> Job:
    def write_file(_context: JobContext) -> Path:
        try:
            write_atomically(path, content())
        except OSError as error:
            raise _build_write_error(path, error) from error
        return path

    return Job(tr("Writing {name}").format(name=path.name), write_file)


def _build_write_error(path: Path, error: OSError) -> UserFacingError:
    return UserFacingError(f"{path.name} could not be written: {error.strerror or error}. Choose another place.")
