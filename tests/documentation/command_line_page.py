"""The page of the command line, from the parsers of the commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from detector.cli import COMMANDS, build_parser
from detector.commands.exit_codes import EXIT_CODES_HELP
from tests.documentation.markdown import format_table

_INTRODUCTION = f"""\
# Command line

`frcnn COMMAND`, or `python -m detector COMMAND`. DATA is a folder of images with labels in any of the
[formats](formats.md). Every command has `--json`, for programs that read its result, and `--help`. [Training
options](../training-options.md) lists the options of the recipe with the defaults of each preset. Commands to copy are
in the [guides](../guide/train.md#on-the-command-line).

{EXIT_CODES_HELP}
"""


def render_command_line() -> str:
    """One section for each command, as Markdown."""
    summaries = format_table(
        ("command", "what it does"), ((f"[`{name}`](#{name})", COMMANDS[name]) for name in COMMANDS)
    )
    return "\n".join([_INTRODUCTION, summaries, *(_render_command(name) for name in COMMANDS)])


def find_parser(command: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    [subparsers] = [
        action for action in build_parser(command)._actions if isinstance(action, argparse._SubParsersAction)
    ]
    parser: argparse.ArgumentParser = subparsers.choices[command]
    return parser


def _render_command(name: str) -> str:
    parser = find_parser(name)
    parts = [f"## {name}\n", f"{_join_lines(parser.description)}\n"]
    for group in parser._action_groups:
        rows = list(_list_rows(parser, group))
        if rows:
            parts += [f"**{(group.title or '').capitalize()}**\n"]
            parts += [f"{group.description}\n"] if group.description else []
            parts += [format_table(("argument", "meaning"), rows)]
    return "\n".join(parts)


def _join_lines(text: str | None) -> str:
    return " ".join((text or "").split())


def _list_rows(parser: argparse.ArgumentParser, group: argparse._ArgumentGroup) -> Iterator[tuple[str, str]]:
    """(how it is typed, what it means) of each argument."""
    formatter = parser._get_formatter()
    for action in group._group_actions:
        if action.help != argparse.SUPPRESS and "--help" not in action.option_strings:
            values = formatter._format_args(action, action.dest.upper()) if action.nargs != 0 else ""
            names = ", ".join(action.option_strings) or (action.metavar or action.dest)
            typed = f"{names} {_shorten_choices(action, values)}".strip() if action.option_strings else str(names)
            yield f"`{typed}`", _describe_option(action, formatter._expand_help(action) if action.help else "")


def _shorten_choices(action: argparse.Action, values: str) -> str:
    return action.dest.upper() if action.choices and values.startswith("{") else values


def _describe_option(action: argparse.Action, text: str) -> str:
    choices = ", ".join(f"`{choice}`" for choice in action.choices or ())
    listed = f"one of {choices}" if choices and action.metavar is None else ""
    return "; ".join(filter(None, [text.replace("<", "&lt;"), listed]))
