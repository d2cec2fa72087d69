"""The program: command line, application, window."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from detector import __version__
from frcnn_gui.common.garbage_collector import GarbageCollector
from frcnn_gui.common.language import LANGUAGES, LanguageName, install_language, resolve_language
from frcnn_gui.common.preferences import LANGUAGE, THEME
from frcnn_gui.common.settings import DISPLAY_NAME, THEMES, Settings, log_folder, set_application_name

if TYPE_CHECKING:
    from frcnn_gui.main_window import MainWindow

USAGE_ERROR = 2
FIRST_PAINT_DELAY_MS = 50
"""In which an image that was decoded gets painted."""
STARTUP_MS = 1_000
"""After which the first image of most folders is on screen."""
MAX_STARTUP_MS = 30_000
"""After which what was put off is done, even if a large folder is still being opened."""
_log = logging.getLogger(__name__)


class _ArgumentParser(argparse.ArgumentParser):
    """Reports what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message[:1].upper()}{message[1:].rstrip('.')}.\n")


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line; leaves with code 2 and a sentence where it asks for what cannot be."""
    parser = _ArgumentParser(prog="frcnn-gui", description="Label images, look inside Faster R-CNN, train and detect.")
    parser.add_argument("path", nargs="?", type=Path, metavar="FOLDER_OR_IMAGE", help="folder or image to open")
    parser.add_argument("--demo", action="store_true", help="open a small set of labeled images with a trained network")
    parser.add_argument("--demo-dir", type=Path, metavar="DIR", help="folder for the images of the demo")
    parser.add_argument("--theme", choices=THEMES, help="color theme (default: as set in the window)")
    parser.add_argument("--language", choices=LANGUAGES, help="language of the window for this session")
    parser.add_argument("--add-to-menu", action="store_true", help="add the program to the desktop's menu, and exit")
    parser.add_argument("--remove-from-menu", action="store_true", help="remove it from the menu, and exit")
    parser.add_argument("--version", action="version", version=f"{DISPLAY_NAME} {__version__}")
    options = parser.parse_args(arguments)
    if options.path is not None and options.demo:
        parser.error("give either a folder or --demo, not both")
    if options.path is not None and not options.path.exists():
        parser.error(f"there is no folder or image {options.path}")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (those of the process by default); returns its exit code."""
    try:
        options = parse_arguments(argv)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else USAGE_ERROR
    if options.add_to_menu or options.remove_from_menu:
        return _change_desktop_menu(options.add_to_menu)
    if sys.platform == "win32":
        import torch  # noqa: F401 - its DLLs do not load once Qt's have

    # What is imported and built until the window stands is all kept: to look for garbage among it only takes time.
    gc.disable()
    application = _create_application()
    collector = GarbageCollector(application)
    from detector.plugin_presets import add_plugin_presets
    from frcnn_gui.common.error_reporter import ErrorReporter, start_log
    from frcnn_gui.common.theme import Theme
    from frcnn_gui.main_window import MainWindow

    add_plugin_presets()
    reporter = ErrorReporter(start_log(log_folder()), application)
    reporter.install_hooks()
    settings = Settings()
    install_language(application, choose_language(options, settings))
    theme = Theme(application, options.theme or THEME.load_value(settings))
    window = MainWindow(settings, theme, whole=False)
    window.image_controller.first_image_shown.connect(
        lambda: QTimer.singleShot(FIRST_PAINT_DELAY_MS, window, window.build_remaining_parts)
    )
    reporter.rescue_unsaved = window.recovery_controller.rescue_unsaved
    window.show()
    # Once the loop runs, so that the window is on screen before anything else is done.
    QTimer.singleShot(0, window, lambda: _open_from_options(window, options))
    QTimer.singleShot(STARTUP_MS, window, lambda: finish_startup(window, collector))
    code = application.exec()
    return _shut_down(window, code)


def choose_language(options: argparse.Namespace, settings: Settings) -> LanguageName:
    """The language of this session."""
    named: LanguageName | None = options.language
    return named or resolve_language(LANGUAGE.load_value(settings))


def _change_desktop_menu(add: bool) -> int:
    from detector.errors import UserFacingError
    from frcnn_gui.common.desktop_entry import add_to_menu, remove_from_menu

    try:
        if add:
            sys.stdout.write(f"{DISPLAY_NAME} is in the menu now: {add_to_menu()}\n")
        else:
            removed = remove_from_menu()
            sys.stdout.write("Taken out of the menu.\n" if removed else "It was not in the menu.\n")
    except UserFacingError as error:
        sys.stderr.write(f"frcnn-gui: {error}\n")
        return USAGE_ERROR
    return 0


def _create_application() -> QApplication:
    set_application_name()
    QApplication.setApplicationDisplayName(DISPLAY_NAME)
    QApplication.setDesktopFileName("frcnn-studio")  # by which Wayland finds the icon
    return cast(QApplication, QApplication.instance() or QApplication(sys.argv[:1]))


def finish_startup(window: MainWindow, collector: GarbageCollector, waited_ms: int = STARTUP_MS) -> None:
    """There is time for what was put off, also where no image was opened; `waited_ms` is the time since the start."""
    if window.is_opening and waited_ms < MAX_STARTUP_MS:
        # The first image is waited for, so it comes first.
        QTimer.singleShot(STARTUP_MS, window, lambda: finish_startup(window, collector, waited_ms + STARTUP_MS))
        return
    window.build_remaining_parts()
    window.open_controller.prepare()
    gc.freeze()
    collector.start()


def _open_from_options(window: MainWindow, options: argparse.Namespace) -> None:
    if options.demo_dir is not None:
        window.context.settings.demo_folder = options.demo_dir.absolute()
    if options.demo or (options.demo_dir is not None and options.path is None):
        window.open_controller.open_demo()
    elif options.path is not None:
        window.open_controller.open_path(options.path)


def _shut_down(window: MainWindow, code: int) -> int:
    if not window.stop_threads():
        # A thread that does not listen must not keep the program alive; everything worth keeping is on disk.
        _log.warning("Leaving without waiting for a thread that does not stop.")
        logging.shutdown()
        os._exit(code)
    return code
