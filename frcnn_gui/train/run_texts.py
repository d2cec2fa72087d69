"""What is said of a run: in a table, in a tooltip, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from detector.training.runs.past_runs import PastRun
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import shorten_text
from frcnn_gui.common.texts.comparison_texts import interval_text
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.network.class_names import MAX_NAME_CHARS, format_class_names
from frcnn_gui.network.run_title import format_run_title
from frcnn_gui.train.time_choice import format_started_plan


def format_run_length(run: PastRun) -> str:
    """Its steps, and the time that they were to fit into, where one was given."""
    steps, total = f"{run.steps:,}", f"{run.started.total_steps:,}"
    if not run.started.minutes:
        return tr("{steps} of {total}").format(steps=steps, total=total)
    return tr("{steps} of {total} ({minutes} min)").format(steps=steps, total=total, minutes=f"{run.started.minutes:g}")


def describe_state(run: PastRun) -> str:
    """How it ended, in a word or two."""
    if run.finished is None:
        return tr("interrupted")
    if run.finished.has_failed:
        return tr("failed")
    return tr("completed") if run.is_completed else tr("stopped")


def format_run_tooltip(run: PastRun) -> str:
    """All that is known of it, a line each."""
    classes = format_class_names(run)
    lines = [
        str(run.folder),
        tr("Training images: {images}; validation images: {measured}").format(
            images=f"{run.started.images:,}", measured=f"{run.started.validation_images:,}"
        ),
        tr("Classes: {names}").format(names=classes),
        tr("On {device}, {precision}").format(device=run.started.device, precision=run.started.precision),
    ]
    if run.best_ap50 is not None and run.ap50_interval is not None:
        lines.append(interval_text("AP50", run.best_ap50, run.ap50_interval, run.started.validation_images))
    if plan := format_started_plan(run.started):
        lines.append(plan)
    if run.started.data_version:
        lines.append(tr("Data version: {version}").format(version=run.started.data_version))
    if run.finished is not None and run.finished.message:
        lines.append(translate_message(run.finished.message))
    return "\n".join(lines)


def format_run_names(runs: Sequence[PastRun]) -> tuple[str, ...]:
    """What a person calls each, or else its title, which is added where two have the same note."""
    notes = [shorten_text(run.note, MAX_NAME_CHARS) for run in runs]
    titles = [format_run_title(run) for run in runs]
    return tuple(
        f"{note} ({title})" if note and notes.count(note) > 1 else note or title
        for note, title in zip(notes, titles, strict=True)
    )
