"""The actions of the File menu."""

from __future__ import annotations

from collections.abc import Iterator

from detector.data.formats.format_list import FORMAT_INFOS
from frcnn_gui.common.action_conditions import FOLDER, VOC_LABELS
from frcnn_gui.common.actions.action_spec import FILE, ActionSpec
from frcnn_gui.common.language import N_


def _build_format_actions() -> Iterator[ActionSpec]:
    """One for each label format: `new_format_voc`."""
    for name, info in FORMAT_INFOS.items():
        yield ActionSpec(
            f"new_format_{name}", info.menu_title, FILE, "formats", "", (), info.new_folder_note, checkable=True,
            submenu=N_("&Format for new folders"), keywords=info.keywords,
        )  # fmt: skip


FILE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open_folder", N_("&Open folder…"), FILE, "open", "open-folder", ("Ctrl+U", "Ctrl+O"),
               N_("Open a folder of images"), toolbar=True, short_text=N_("Open"),
               keywords=N_("directory load data set project")),
    ActionSpec("open_image", N_("Open &image…"), FILE, "open", "image", ("Ctrl+Shift+O",),
               N_("Open one image, and its folder with it"), keywords=N_("file load picture photo")),
    ActionSpec("open_demo", N_("Open &demo"), FILE, "open", "",
               tooltip=N_("Create a small labeled set of images and open it"),
               keywords=N_("example sample try tutorial")),
    ActionSpec("save", N_("&Save now"), FILE, "save", "save", ("Ctrl+S",),
               N_("Save the boxes now. Otherwise they are saved automatically."),
               keywords=N_("write store disk")),
    ActionSpec("export", N_("&Export…"), FILE, "formats", "", ("Ctrl+Shift+E",),
               N_("Export the labels of this folder in another format"),
               keywords=N_("convert save as voc yolo coco labelme csv cvat createml via format"),
               needs=(FOLDER,)),
    ActionSpec("labels_place", N_("&Label location…"), FILE, "formats", "", (),
               N_("Choose the folder or file with the labels of this folder"),
               keywords=N_("annotations location save directory missing"), needs=(FOLDER,)),
    ActionSpec("origin_found", N_("&Detect automatically"), FILE, "formats", "", (),
               N_("From the program that wrote the files, or a coordinate 0"), checkable=True,
               submenu=N_("Pascal VOC &coordinates"), keywords=N_("origin offset one pixel shift"),
               needs=(VOC_LABELS,)),
    ActionSpec("origin_0", N_("&Edges counted from 0"), FILE, "formats", "", (),
               N_("As in labelImg, CVAT and Roboflow"), checkable=True,
               submenu=N_("Pascal VOC &coordinates"), keywords=N_("zero based origin offset one pixel shift"),
               needs=(VOC_LABELS,)),
    ActionSpec("origin_1", N_("&Pixels counted from 1"), FILE, "formats", "", (),
               N_("As in the Pascal VOC specification"), checkable=True,
               submenu=N_("Pascal VOC &coordinates"), keywords=N_("one based origin offset one pixel shift"),
               needs=(VOC_LABELS,)),
    *_build_format_actions(),
    ActionSpec("quit", N_("&Quit"), FILE, "quit", "", ("Ctrl+Q",), N_("Quit the program"),
               keywords=N_("exit close leave")),
)  # fmt: skip
