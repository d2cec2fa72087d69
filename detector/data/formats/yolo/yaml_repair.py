"""Parsing `data.yaml` with automatic correction of common mistakes in memory; the file is not changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from detector.data.formats.shared.wording import escape_name

EMPTY_FILE = "it is empty"
NO_MAPPING = "it is no YAML mapping, whose lines are like `names: [cat, dog]`"
ENDLESS_ALIASES = "its aliases repeat one another without end"
GLUED_COLON = "line {line} has no space behind its colon"
TAB_FOUND = "line {line} has a tab. Use spaces"
OPEN_QUOTE = "the quotation mark in line {start} is never closed"
OPEN_BRACKET = "the bracket [ in line {start} is never closed, or a comma is missing in line {line}"
OPEN_BRACE = "the bracket {{ in line {start} is never closed, or a comma is missing in line {line}"
BACKSLASH_FOUND = "line {line} has a backslash in double quotes. Use / instead"
STRAY_COLON = "line {line} has a colon where none belongs. Put the value in quotes"
NO_COLON = "line {start} has no colon with a space behind it"
SPECIAL_CHARACTER = "a value in line {line} begins with a special character. Put it in quotes"
WRONG_INDENTATION = "line {line} does not fit the lines above it. Correct its indentation"
UNKNOWN_ANCHOR = "line {line} refers to an anchor that is not defined above it"
SECOND_DOCUMENT = "a second document begins in line {line}"
CHARACTER_NOT_ALLOWED = "line {line} has the character U+{code:04X}, which YAML does not allow"
NOT_YAML = "it is not YAML ({fault})"

_MAX_DEPTH = 100
_MAX_REPEATED_NODES = 100_000
"""The maximum number of nodes that aliases may repeat; more indicate a file that was made to exhaust the memory."""
_BRACKET_PATTERN = re.compile(r"[\[\]{}]")
_KEY_PATTERN = re.compile(r"""\s*["']?([\w .-]+?)["']?\s*:(?:\s|$)""")
_QUOTED_PATTERN = re.compile(r'(?<=[:\-\[,\s])"([^"\n]*)"(?=\s*(?:[,\]}#\r]|$))')
_TAB_OR_QUOTED_PATTERN = re.compile(r"""\t|"[^"\n]*"|'[^'\n]*'""")
_GLUED_COLON_PATTERN = re.compile(r"\s*(?:names|train|val|valid|test|path|nc):[^\s:/\\]")
_MERGE_TAG = "tag:yaml.org,2002:merge"
_TAB_MESSAGE = r"found character '\t'"
_FAULT_TEXTS = (
    (_TAB_MESSAGE, TAB_FOUND),
    ("unexpected end of stream", OPEN_QUOTE),
    ("expected ',' or ']'", OPEN_BRACKET),
    ("expected ',' or '}'", OPEN_BRACE),
    ("escape", BACKSLASH_FOUND),
    ("mapping values are not allowed", STRAY_COLON),
    ("could not find expected ':'", NO_COLON),
    ("cannot start any token", SPECIAL_CHARACTER),
    ("expected <block end>", WRONG_INDENTATION),
    ("undefined alias", UNKNOWN_ANCHOR),
    ("another document", SECOND_DOCUMENT),
)
"""Part of a PyYAML message -> our message; `start` is the line in which the structure begins."""


_Repair = tuple[str, Callable[[str], str]]
"""Part of a PyYAML message, and a function that corrects a text with this fault."""


class YoloYamlError(Exception):
    """Why a file cannot be used, worded as the end of a sentence that begins with its name."""


@dataclass(frozen=True)
class ComposedConfig:
    """The root node of `data.yaml`, and the corrected text that its marks refer to, as long as the text of the file."""

    root: yaml.MappingNode
    text: str

    def collect_members(self) -> dict[str, yaml.Node]:
        """The values by their keys. A repeated key has its last value; own keys take precedence over merged ones."""
        merged: dict[str, yaml.Node] = {}
        own: dict[str, yaml.Node] = {}
        for key, value in self.root.value:
            if key.tag == _MERGE_TAG and isinstance(value, yaml.MappingNode):
                merged |= _map_scalar_keys(value)
            elif isinstance(key, yaml.ScalarNode):
                own[key.value] = value
        return merged | own

    def read_path(self, node: yaml.ScalarNode) -> str:
        r"""The value of a scalar as a path: in `"D:\new"`, `\n` is not a line break, although it is one in YAML."""
        if node.style == '"' and not node.value.isprintable():
            return self.text[node.start_mark.index + 1 : node.end_mark.index - 1].replace("\\", "/")
        return str(node.value)


def _map_scalar_keys(node: yaml.MappingNode) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def compose_config(text: str) -> ComposedConfig:
    """Parse `data.yaml`.

    Windows paths in double quotes and tabs between values are read as intended. Each corrected character is replaced by
    one other, so positions in the file stay valid.

    Raises:
        YoloYamlError: It is not valid YAML, or not a mapping.
    """
    if _measure_depth(text) > _MAX_DEPTH:
        raise YoloYamlError(f"it is not YAML to be used: lists within lists, more than {_MAX_DEPTH} deep")
    # Backslashes are corrected first, whatever the message: one before a closing quote causes faults in later lines.
    repairs: list[_Repair] = [("", _replace_backslashes), (_TAB_MESSAGE, _replace_tabs)]
    repaired = text
    while True:
        try:
            node = yaml.compose(repaired, Loader=yaml.SafeLoader)
            break
        except yaml.YAMLError as error:
            repaired = _repair_text(repaired, error, repairs)
        except RecursionError as error:
            raise YoloYamlError("it is not YAML to be used: it is nested too deep") from error
    if node is None:
        raise YoloYamlError(EMPTY_FILE)
    if not isinstance(node, yaml.MappingNode):
        raise YoloYamlError(NO_MAPPING)
    _check_aliases(node)
    return ComposedConfig(node, repaired)


def _repair_text(text: str, error: yaml.YAMLError, repairs: list[_Repair]) -> str:
    """Apply the first correction for `error` that changes the text.

    Corrections that were tried are removed from `repairs`.

    Raises:
        YoloYamlError: None of them applies.
    """
    problem = str(getattr(error, "problem", ""))
    for repair in [repair for repair in repairs if repair[0] in problem]:
        repairs.remove(repair)
        if (repaired := repair[1](text)) != text:
            return repaired
    raise YoloYamlError(NOT_YAML.format(fault=_describe_fault(text, error))) from error


def _describe_fault(text: str, error: yaml.YAMLError) -> str:
    """The fault and its line."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return CHARACTER_NOT_ALLOWED.format(line=line, code=ord(text[error.position]))
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return str(error).splitlines()[0]
    start = (error.context_mark or mark).line + 1
    if (glued := _find_glued_colon(text, mark.line)) is not None:
        return GLUED_COLON.format(line=glued + 1)
    for part, fault in _FAULT_TEXTS:
        if part in str(error.problem):
            return fault.format(line=mark.line + 1, start=start)
    return f"{escape_name(str(error.problem))} in line {mark.line + 1}"


def _find_glued_colon(text: str, line: int) -> int | None:
    """The last line up to `line`, counted from 0, such as `names:[cat]`, unless a line between them has a key."""
    lines = text.split("\n")
    for number in range(min(line, len(lines) - 1), -1, -1):
        if _GLUED_COLON_PATTERN.match(lines[number]):
            return number
        if number < line and _KEY_PATTERN.match(lines[number]):
            return None
    return None


def _replace_backslashes(text: str) -> str:
    """Replace backslashes in double quotes by `/`, except in class names, which are not paths."""
    lines = text.split("\n")
    is_names = True
    for number, line in enumerate(lines):
        if key := _KEY_PATTERN.match(line):
            is_names = key[1].lower() == "names" or key[1].isdecimal()
        if not is_names:
            lines[number] = _QUOTED_PATTERN.sub(lambda quoted: quoted[0].replace("\\", "/"), line)
    return "\n".join(lines)


def _replace_tabs(text: str) -> str:
    """Replace tabs outside of quotes by spaces; unchanged if a block is indented with both tabs and spaces."""
    uses = set[str]()
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        uses = uses | set(indent) if indent else set[str]()
        if {" ", "\t"} <= uses:
            return text
    return _TAB_OR_QUOTED_PATTERN.sub(lambda found: " " if found[0] == "\t" else found[0], text)


def _measure_depth(text: str) -> int:
    """The nesting depth of brackets, checked before parsing because the time of the parser grows with its square."""
    deepest = depth = 0
    for bracket in _BRACKET_PATTERN.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _check_aliases(root: yaml.Node) -> None:
    """Check that aliases form no cycle and do not repeat more nodes than allowed. Raises: YoloYamlError."""
    sizes: dict[int, int] = {}
    entered: set[int] = set()
    waiting: list[tuple[yaml.Node, bool]] = [(root, False)]
    while waiting:
        node, is_counted = waiting.pop()
        parts = list(_iter_child_nodes(node))
        if is_counted:
            sizes[id(node)] = 1 + sum(sizes[id(part)] for part in parts)
        elif id(node) not in sizes:
            if id(node) in entered:
                raise YoloYamlError(f"its list in line {node.start_mark.line + 1} contains itself, by an alias")
            entered.add(id(node))
            waiting.append((node, True))
            waiting += [(part, False) for part in parts]
    if sizes[id(root)] > len(sizes) + _MAX_REPEATED_NODES:
        raise YoloYamlError(ENDLESS_ALIASES)


def _iter_child_nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (part for pair in node.value for part in pair)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def iter_scalars(members: Mapping[str, yaml.Node], key: str) -> Iterator[yaml.ScalarNode]:
    """The scalars in the value of `key`, which can be a scalar or nested sequences; null and empty ones are skipped."""
    waiting = [members[key]] if key in members else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null" and node.value.strip():
            yield node
