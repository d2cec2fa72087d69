"""The view as PNG and SVG, and traces that are saved and opened again."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from detector.trace.trace_file import load_trace
from frcnn_gui.canvas.layers import BoxGroup, HeatMap, Layer, LayerContent, LineGroup, PointGroup
from frcnn_gui.common.canvas_colors import CASING_COLOR, LIGHT_CASING_COLOR
from frcnn_gui.export.svg import SvgView
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path

pytestmark = pytest.mark.usefixtures("small_default_network")
RUN = 60_000
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """An image with two boxes, and the engine ready."""
    root = tmp_path / "photos"
    for name in ("a", "b"):
        image = write_image(root / f"{name}.png", 120, 90)
        write_labels(image, (11, 11, 60, 50, "square"), (71, 41, 110, 85, "disc"), width=120, height=90)
    window.resize(900, 700)
    open_path(qtbot, window, root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    return window


def wait_written(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    qtbot.waitUntil(lambda: path.exists() and not window.context.jobs.jobs, timeout=RUN)


def test_that_the_view_is_written_as_it_is_seen(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    wide = 120 * shown.context.canvas.zoom
    shown.view_export.export_view(tmp_path / "view")
    wait_written(qtbot, shown, tmp_path / "view.png")
    with Image.open(tmp_path / "view.png") as image:
        width, height = image.size
        assert width / height == pytest.approx(120 / 90, rel=0.02)
        assert width == pytest.approx(wide, abs=2)
        color = image.convert("RGB").getpixel((width // 2, height - 5))
    assert color == (90, 120, 150)


def test_that_the_svg_holds_the_picture_and_every_shape_over_it(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path
) -> None:
    layer = Layer("test", "Test")
    shown.context.canvas.layers.add_layer(layer)
    shown.context.canvas.layers.admit_groups(frozenset({layer.group}))
    boxes = np.asarray([[10, 10, 30, 30], [500, 500, 600, 600]], dtype=np.float32)
    layer.set_content(
        LayerContent(
            (BoxGroup(boxes, "#123456", 2, True, captions=("<a & b>", "far")),),
            lines=(LineGroup(np.asarray([[1, 2, 3, 4]], np.float32), "#abcdef", arrows=True),),
            points=(PointGroup(np.asarray([[5, 6]], np.float32), "#fedcba"),),
            heat=HeatMap(np.asarray([[0, 1]], np.float32), (0, 0, 120, 90)),
        )
    )
    layer.set_opacity(0.5)
    path = tmp_path / "view.svg"
    shown.view_export.export_view(path)
    wait_written(qtbot, shown, path)
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    assert [float(part) for part in root.attrib["viewBox"].split()] == pytest.approx([0, 0, 120, 90], abs=0.5)
    outline = next(group for group in root.iter(f"{SVG}g") if group.get("stroke") == "#123456")
    assert "stroke-dasharray" in outline.attrib
    (shapes,) = outline
    assert [rect.get("x") for rect in shapes] == ["10.00"], "what lies outside is left out"
    casings = [group.get("stroke") for group in root.iter(f"{SVG}g") for use in group.findall(f"{SVG}use")
               if use.get("href") == f"#{shapes.get('id')}"]  # fmt: skip
    assert casings == [LIGHT_CASING_COLOR, CASING_COLOR]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts[:2] == ["<a & b>", "far"]
    assert set(texts[2:]) == {"square", "disc"}
    assert {group.get("opacity") for group in root.iter(f"{SVG}g")} >= {"0.5"}
    assert (
        "marker-end"
        in next(
            root.iter(
                f"{SVG}path",
            )
        ).attrib
        or len(list(root.iter(f"{SVG}marker"))) == 1
    )
    data = next(root.iter(f"{SVG}image")).attrib["href"].partition(",")[2]
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert image.convert("RGB").getpixel((3, 3)) == (90, 120, 150)


def test_that_a_part_that_is_zoomed_into_is_the_part_that_is_written() -> None:
    view = SvgView((10, 20, 30, 40), 4.0, b"", [], [])
    assert 'width="80" height="80" viewBox="10 20 20 20"' in view.format_svg()


def test_that_a_trace_is_saved_and_comes_back_over_its_image(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    model, path = shown.context.stages, tmp_path / "a.npz"
    model.settings.set_value("anchor_targets.positive_iou", 0.6)
    shown.view_export.save_trace(path)
    wait_written(qtbot, shown, path)
    trace, name = load_trace(path)
    assert name == "a.png"
    assert trace.config.anchor_targets.positive_iou == 0.6
    model.settings.reset_settings()
    document = shown.context.session.document
    assert document is not None
    moved = document.annotations[0].uid
    document.move_annotations({moved}, 9, 0)
    shown.view_export.open_trace(path)
    qtbot.waitUntil(lambda: model.loaded_trace is not None, timeout=RUN)
    assert model.trace is not None
    np.testing.assert_array_equal(model.trace.proposals.decoded, trace.proposals.decoded)
    assert model.config.anchor_targets.positive_iou == 0.6
    assert [annotation.label for annotation in model.annotations] == ["square", "disc"]
    assert model.annotations[0].bounds.xyxy != document.annotations[0].bounds.xyxy
    assert model.row_of(document.annotations[1].uid) == 1
    inputs = shown.context.stage_layers.build_layer_inputs()
    assert inputs is not None
    assert inputs.trace is model.trace
    assert shown.context.actions["close_trace"].isEnabled()
    shown.context.actions["close_trace"].trigger()
    assert model.loaded_trace is None
    assert model.config == shown.context.network.config


def test_that_a_setting_or_another_image_leaves_the_trace(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    model, path = shown.context.stages, tmp_path / "a.npz"
    shown.view_export.save_trace(path)
    wait_written(qtbot, shown, path)
    for leave in (
        lambda: model.settings.set_value("detection.score", 0.3),
        lambda: shown.context.actions["next"].trigger(),
    ):
        shown.view_export.open_trace(path)
        qtbot.waitUntil(lambda: model.loaded_trace is not None, timeout=RUN)
        leave()
        qtbot.waitUntil(lambda: model.loaded_trace is None, timeout=WAIT)
    assert model.settings.changed_settings == ()


def test_that_a_trace_of_another_image_is_reported(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    shown.view_export.save_trace(path)
    wait_written(qtbot, shown, path)
    other = tmp_path / "other"
    write_image(other / "large.png", 300, 200)
    open_path(qtbot, shown, other)
    shown.view_export.open_trace(path)
    notices = shown.context.notices
    qtbot.waitUntil(lambda: any("a.png, 120 x 90 px" in text for text in notices.texts), timeout=RUN)
    assert shown.context.stages.loaded_trace is None


def test_that_a_file_that_is_no_trace_is_reported(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(b"PK no")
    shown.view_export.open_trace(path)
    notices = shown.context.notices
    qtbot.waitUntil(lambda: any("broken.npz is not a complete trace" in text for text in notices.texts), timeout=RUN)


def test_that_a_place_that_cannot_be_written_to_is_reported(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    shown.view_export.export_view(tmp_path / "nowhere" / "view.png")
    notices = shown.context.notices
    pattern = re.compile(r"view\.png could not be written: .*Choose another place")
    qtbot.waitUntil(lambda: any(pattern.search(text) for text in notices.texts), timeout=RUN)
