"""The demo: a small labeled set of images that the program draws itself."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr

IMAGE_COUNT = 24
TITLE = N_("Creating the demo images")


def create_demo_job(root: Path) -> Job:
    """A job whose result is `root`, with the demo in it; what is there already is kept, with all changes made to it."""
    return Job(tr(TITLE), lambda context: prepare_demo(root, context))


def prepare_demo(root: Path, context: JobContext) -> Path:
    """Draw what the demo in `root` lacks.

    Raises:
        DatasetError: The folder cannot be written.
        AnnotationWriteError: The folder cannot be written.
    """
    from detector.demo import write_demo_folder  # the renderer is only loaded when it is wanted

    write_demo_folder(
        root,
        count=IMAGE_COUNT,
        seed=0,
        progress=lambda done, total: context.report_progress(done, total, tr(TITLE)),
        is_canceled=lambda: context.is_canceled,
    )
    context.raise_if_canceled()
    return root
