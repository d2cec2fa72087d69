"""The docks of the window, as data. To add one, add a line to `DOCKS`.

What is not seen at first is imported and built only after the first image is on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from frcnn_gui.boxes.attributes_controller import AttributesController
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.boxes.optional_columns import OptionalColumns
from frcnn_gui.classes.class_controller import ClassController
from frcnn_gui.common.actions.context_menu import BOX_MENU, IMAGE_MENU, add_context_menu
from frcnn_gui.common.language import N_, tr
from frcnn_gui.context import WindowContext
from frcnn_gui.window.dock_layout import BOTTOM, LEFT, RIGHT, DockPlace, arrange_docks
from frcnn_gui.window.panel_dock import PanelDock

MIN_WIDTH_PX = 200
"""Pixels; names of files and classes are cut short in less."""


@dataclass(frozen=True)
class DockSpec(DockPlace):
    """One dock: `build` makes its content."""

    build: Callable[[WindowContext], QWidget] = field(kw_only=True)


def _build_images(context: WindowContext) -> QWidget:
    panel = context.image_list_controller.panel
    add_context_menu(panel.view, context.actions, IMAGE_MENU)
    return panel


def _build_boxes(context: WindowContext) -> QWidget:
    panel = BoxesPanel(context.session, context.index.attribute_values)
    add_context_menu(panel.view, context.actions, BOX_MENU)
    OptionalColumns(panel, context.settings)
    AttributesController(context, panel.attributes)
    return panel


def _build_classes(context: WindowContext) -> QWidget:
    return ClassController(context).panel


def _build_stages(context: WindowContext) -> QWidget:
    from frcnn_gui.stages.stages_panel import StagesPanel

    return StagesPanel(context.stage_layers)


def _build_explain(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.explain_controller import ExplainController

    return ExplainController(context, context.stage_layers).panel


def _build_tour(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.tour_controller import TourController

    return TourController(context, context.stage_layers).panel


def _build_funnel(context: WindowContext) -> QWidget:
    from frcnn_gui.review.funnel_controller import FunnelController

    return FunnelController(context).panel


def _build_anchor_fit(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.anchor_fit_controller import AnchorFitController

    return AnchorFitController(context).panel


def _build_sources(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.sources_controller import SourcesController

    return SourcesController(context).panel


def _build_race(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.race_controller import RaceController

    return RaceController(context).panel


def _build_merging(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.merging_controller import MergingController

    return MergingController(context).panel


def _build_nms(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.nms_controller import NmsController

    return NmsController(context).panel


def _build_mask_head(context: WindowContext) -> QWidget:
    from frcnn_gui.explain.mask_head_controller import MaskHeadController

    return MaskHeadController(context).panel


def _build_detections(context: WindowContext) -> QWidget:
    from frcnn_gui.detect.accept_controller import AcceptController
    from frcnn_gui.detect.detections_panel import DetectionsPanel
    from frcnn_gui.detect.export_controller import DetectionsExportController
    from frcnn_gui.export.network_export_controller import NetworkExportController

    _ = context.network_controller  # binds its action, as the others do; all are owned by the window
    for controller in (AcceptController, DetectionsExportController, NetworkExportController):
        controller(context)
    layer = context.detect_controller.layer
    panel = DetectionsPanel(context.session, context.network, context.settings, context.actions, layer)
    context.detect_controller.current_detected.connect(panel.select_first)
    panel.all_decided.connect(context.canvas.setFocus)
    return panel


def _build_outlines(context: WindowContext) -> QWidget:
    from frcnn_gui.outlining.outlining_controller import OutliningController

    return OutliningController(context).panel


def _build_training(context: WindowContext) -> QWidget:
    return context.train_controller.panel


def _build_runs(context: WindowContext) -> QWidget:
    from frcnn_gui.train.runs_controller import RunsController

    return RunsController(context, context.train_controller, context.network_controller).panel


def _build_review(context: WindowContext) -> QWidget:
    from frcnn_gui.review.review_controller import ReviewController

    return ReviewController(context).panel


def _build_loop(context: WindowContext) -> QWidget:
    from frcnn_gui.train.active_learning_controller import ActiveLearningController

    return ActiveLearningController(context, context.detect_controller, context.train_controller).panel


def _build_problems(context: WindowContext) -> QWidget:
    from frcnn_gui.problems.problems_controller import ProblemsController

    return ProblemsController(context).panel


def _build_statistics(context: WindowContext) -> QWidget:
    from frcnn_gui.statistics.statistics_controller import StatisticsController

    return StatisticsController(context).panel


DOCKS: tuple[DockSpec, ...] = (
    DockSpec("images", N_("Images"), LEFT, build=_build_images, width=240),
    DockSpec("boxes", N_("Boxes"), RIGHT, build=_build_boxes, width=392),
    DockSpec("classes", N_("Classes"), LEFT, build=_build_classes, share=45, width=240),
    DockSpec("stages", N_("Stages"), RIGHT, build=_build_stages, width=340, visible=False, tab_with="boxes"),
    DockSpec(
        "detections", N_("Detections"), RIGHT, build=_build_detections, width=392, visible=False, tab_with="boxes"
    ),
    DockSpec("outlines", N_("Outlines"), RIGHT, build=_build_outlines, width=392, visible=False, tab_with="boxes"),
    DockSpec("explain", N_("Explain"), RIGHT, build=_build_explain, width=340, visible=False, tab_with="boxes"),
    DockSpec("tour", N_("Tour"), RIGHT, build=_build_tour, width=340, visible=False, tab_with="boxes"),
    DockSpec("training", N_("Training"), BOTTOM, build=_build_training, visible=False),
    DockSpec("runs", N_("Runs"), BOTTOM, build=_build_runs, visible=False, tab_with="training"),
    DockSpec("loop", N_("Active learning"), BOTTOM, build=_build_loop, visible=False, tab_with="training"),
    DockSpec("review", N_("Review"), BOTTOM, build=_build_review, visible=False, tab_with="training"),
    DockSpec("funnel", N_("Funnel"), BOTTOM, build=_build_funnel, visible=False, tab_with="training"),
    DockSpec("nms", N_("NMS"), BOTTOM, build=_build_nms, visible=False, tab_with="training"),
    DockSpec("mask_head", N_("Mask head"), BOTTOM, build=_build_mask_head, visible=False, tab_with="training"),
    DockSpec("anchor_fit", N_("Anchor fit"), BOTTOM, build=_build_anchor_fit, visible=False, tab_with="training"),
    DockSpec("sources", N_("Proposal sources"), BOTTOM, build=_build_sources, visible=False, tab_with="training"),
    DockSpec("race", N_("Detector race"), BOTTOM, build=_build_race, visible=False, tab_with="training"),
    DockSpec("merging", N_("Selective search"), BOTTOM, build=_build_merging, visible=False, tab_with="training"),
    DockSpec("problems", N_("Problems"), BOTTOM, build=_build_problems, visible=False, tab_with="training"),
    DockSpec("statistics", N_("Statistics"), BOTTOM, build=_build_statistics, visible=False, tab_with="training"),
)

DOCK_HELP: dict[str, str] = {
    "images": N_(
        "The images of the folder. Search by name or by terms such as unlabeled, #12, label:cat or boxes>3. Marks "
        "show the state of each image."
    ),
    "boxes": N_("The boxes of this image, in the order of the label file."),
    "classes": N_("The classes of the folder. New boxes get the selected class."),
    "stages": N_(
        "The stages of the network as layers over the image, with filters and settings to try out. Reset all "
        "settings restores those used in training."
    ),
    "detections": N_(
        "What the network detected in this image. Detections are a separate layer until they are accepted."
    ),
    "outlines": N_(
        "Outlines that the network's mask head proposes for the boxes of the folder. They are a separate layer until "
        "they are accepted."
    ),
    "explain": N_(
        "Press I and click the image. The card explains what happened to an anchor, proposal or box, and which "
        "rule decided."
    ),
    "tour": N_("Faster R-CNN in the order of the tutorial. Each stage is shown on the image with its own numbers."),
    "training": N_("The training in progress: losses, average precision, time left and messages."),
    "runs": N_("All trainings on this folder: compare their curves, use their networks, or resume them."),
    "loop": N_("Shows the next step: label, train, detect, correct or train again. One button starts it."),
    "review": N_("Compares detections with labels: where they differ, and at which stage objects were missed."),
    "funnel": N_("Number of boxes after each stage, and of labeled objects that they still cover."),
    "nms": N_("Non-maximum suppression step by step: each box that is kept, and what it suppresses."),
    "mask_head": N_(
        "The mask head on the RoI of the selected box or anchor: the map of each class, the cells of the object, and "
        "how well they agree."
    ),
    "anchor_fit": N_(
        "How well the anchors fit the boxes of the folder, by size and shape, and anchors that fit better."
    ),
    "sources": N_(
        "The boxes of the RPN beside those of selective search, edge boxes, windows or a file, and the objects that "
        "each of them covers."
    ),
    "race": N_(
        "R-CNN, SPP-Net, Fast R-CNN, Faster R-CNN or your own networks on this image, one after another: where their "
        "time goes, and what each of them finds."
    ),
    "merging": N_("Selective search step by step: segments of the image are merged, and each one gives a box."),
    "problems": N_("Problems found by Check labels. Click one to go to it; most can be repaired here."),
    "statistics": N_("Boxes by class, size, shape and number in each image. Click a bar to list its images."),
}
"""What each dock is for, as shown by What's This."""


def add_docks(context: WindowContext, specs: tuple[DockSpec, ...] = DOCKS, whole: bool = True) -> dict[str, PanelDock]:
    """Make every dock and put it at its place; returns them by key.

    Unless `whole`, those that are not seen at first are empty until `build_missing_docks`.
    """
    docks: dict[str, PanelDock] = {}
    for spec in specs:
        dock = PanelDock(tr(spec.title), context.window)
        dock.setObjectName(f"dock-{spec.key}")  # under which layouts remember it
        dock.setWhatsThis(tr(DOCK_HELP[spec.key]) if spec.key in DOCK_HELP else "")
        docks[spec.key] = context.docks[spec.key] = dock
        if whole or spec.is_visible_at_start:
            _build_dock(context, spec, dock)
    arrange_docks(context.window, docks, specs)
    return docks


def build_missing_docks(
    context: WindowContext, docks: dict[str, PanelDock], specs: tuple[DockSpec, ...] = DOCKS
) -> None:
    """Build what is not there yet."""
    for spec in specs:
        if docks[spec.key].widget() is None:
            _build_dock(context, spec, docks[spec.key])


def _build_dock(context: WindowContext, spec: DockSpec, dock: PanelDock) -> None:
    content = spec.build(context)
    if content.minimumSizeHint().width() < MIN_WIDTH_PX:
        content.setMinimumWidth(MIN_WIDTH_PX)
    dock.set_panel(content)
