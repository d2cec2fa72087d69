"""The demo: a small labelled set of images that the program draws itself."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.language import N_, tr
from frcnn_gui.workers.job import Job, JobContext

COUNT = 24
TITLE = N_("Drawing the demo images")


def demo_job(root: Path) -> Job:
    """A job whose result is `root`, with the demo in it; what is there already is kept, with all changes made to it."""
    return Job(tr(TITLE), lambda context: prepare(root, context))


def prepare(root: Path, context: JobContext) -> Path:
    """Draw what the demo in `root` lacks.

    Errors: DatasetError or AnnotationWriteError when the folder cannot be written.
    """
    from detector.demo import write_demo_folder  # the renderer is only loaded when it is wanted

    write_demo_folder(
        root,
        count=COUNT,
        seed=0,
        progress=lambda done, total: context.progress(done, total, tr(TITLE)),
        cancelled=lambda: context.cancelled,
    )
    context.raise_if_cancelled()
    return root
