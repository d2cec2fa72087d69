"""Actions that packages of others add: the entry points of the group `frcnn_studio.actions`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from detector.plugins import PluginError, list_plugin_problems, load_plugins
from frcnn_gui.common.action_conditions import Condition
from frcnn_gui.common.actions.action_spec import HELP, ActionSpec
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

PLUGINS = N_("Pl&ug-ins")
PLUGIN_FAILED_TEXT = N_("The plug-in {name} failed: {error}. See the log for details.")
PREFIX = "plugin-"

_log = logging.getLogger(__name__)


class PluginContext(HasWindow, HasJobs, HasActions, HasNotices, Protocol):
    """What is used of the window."""


@dataclass(frozen=True)
class PluginAction:
    """What an entry point of `frcnn_studio.actions` names.

    Attributes:
        text: In the menu, with `&` before the letter of its mnemonic.
        run: Does it, in the window's thread; is given the `WindowContext`. What takes long belongs in a Job.
        tooltip: A sentence on what it does.
        needs: Conditions of `frcnn_gui.common.action_conditions`; unless they are met, the action is disabled.
        keywords: Other words that people look for it by.
    """

    text: str
    run: Callable[[Any], object]
    tooltip: str = ""
    needs: tuple[Condition, ...] = ()
    keywords: str = ""


class PluginController(QObject):
    """Adds the menu of plug-ins where there are any, and reports those that could not be loaded."""

    def __init__(self, context: PluginContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.menu: QMenu | None = None
        self._reported: set[str] = set()
        context.jobs.jobs_changed.connect(self._report_problems)

    def load_actions(self) -> None:
        """Add the actions of all plug-ins."""
        for name, action in load_plugins("actions", _load_action).items():
            self._add_action(name, action)
        self._report_problems()

    @Slot()
    def _report_problems(self) -> None:
        """Jobs load what is needed late, such as segmenters, so there can be more after each."""
        for problem in list_plugin_problems():
            if problem not in self._reported:
                self._reported.add(problem)
                self._context.notices.add_notice(Notice(translate_message(problem), NoticeKind.WARNING))

    def _add_action(self, name: str, action: PluginAction) -> None:
        if self.menu is None:
            bar = self._context.window.menuBar()
            self.menu = QMenu(tr(PLUGINS), bar)
            self.menu.setToolTipsVisible(True)
            help_menu = next(one for one in bar.actions() if one.text() == tr(HELP))
            bar.insertMenu(help_menu, self.menu)
        spec = ActionSpec(
            PREFIX + name, action.text, PLUGINS, tooltip=action.tooltip, needs=action.needs, keywords=action.keywords
        )
        self.menu.addAction(self._context.actions.add_action(spec))
        self._context.actions.bind(spec.id, partial(self._run_action, name, action))

    def _run_action(self, name: str, action: PluginAction) -> None:
        try:
            action.run(self._context)
        except Exception as error:  # noqa: BLE001 - the border to the code of others: logged, and reported to the user
            _log.exception("plug-in %s", name)
            text = tr(PLUGIN_FAILED_TEXT).format(name=name, error=f"{type(error).__name__}: {error}".rstrip("."))
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR))


def _load_action(entry_point: EntryPoint) -> PluginAction:
    """The action of others.

    Raises:
        PluginError: It is none.
    """
    action = entry_point.load()
    if not isinstance(action, PluginAction):
        raise PluginError(f"{entry_point.value} is not a PluginAction")
    return action
