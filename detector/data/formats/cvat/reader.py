"""Parsing a CVAT file: the positions of its images, collected in one pass."""

from __future__ import annotations

from collections import Counter
from xml.parsers import expat

from detector.data.formats.base import Split
from detector.data.formats.entries.dataset import OtherKindError
from detector.data.formats.entries.notices import ImageListing, describe_outlined_shapes
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.image_lookup import parse_split
from detector.data.formats.shared.single_file import JointFormatError
from detector.data.formats.shared.wording import format_count
from detector.data.formats.shared.xml_text import XmlText, XmlTextError, decode_xml

from .grammar import CvatGrammar
from .label_list import has_label_list, read_input_types, read_label_names
from .shapes import is_rotated
from .xml_tree import MAX_XML_DEPTH, XmlFormatError, find_element_ends, find_tag_end, run_parser

_ROOT_NAME = "annotations"


def parse_cvat_file(raw: bytes, file: str) -> EntryState:
    """Parse a file named `file`.

    Raises:
        JointFormatError: The content does not follow the format.
    """
    if not raw:
        raise JointFormatError("it is empty (0 bytes)")
    try:
        text = decode_xml(raw)
        index = _CvatIndex(text.body, file)
        run_parser(index.parser, text.body)
    except (XmlTextError, XmlFormatError) as error:
        raise JointFormatError(str(error)) from error
    return index.build_state(text)


class _CvatIndex:
    """Collects the positions and names of the images from the events of the parser."""

    def __init__(self, body: bytes, file: str) -> None:
        self.listing = ImageListing(file)
        self.track_count = 0
        self.bounded_shape_counts: Counter[str] = Counter()
        """Number of shapes that are used with their bounds, by type"""
        self._body = body
        self._depth = 0
        self._root_span = (0, 0)
        """Where the content of the root begins, and where the root ends, in bytes"""
        self._image_starts: list[int] = []
        self._image_ends: list[int] = []
        self._open_child_span = (0, 0)
        self._largest_id = -1
        self._subsets: set[str] = set()
        self._splits_by_image: dict[str, Split] = {}
        self._alternative_paths: dict[str, str] = {}
        self._children_end = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._on_element_started
        self.parser.EndElementHandler = self._on_element_ended

    def _on_element_started(self, name: str, attributes: dict[str, str]) -> None:
        depth, self._depth = self._depth, self._depth + 1
        if depth > 1:
            if depth == MAX_XML_DEPTH:
                raise XmlFormatError(f"its elements are nested more than {MAX_XML_DEPTH} deep")
            if depth == 2 and (name == "ellipse" or (name == "box" and is_rotated(attributes))):
                self.bounded_shape_counts[name if name != "box" else "turned box"] += 1
            return
        start = self.parser.CurrentByteIndex
        content = find_tag_end(self._body, start)
        self._open_child_span = (start, content)
        if depth == 0:
            if name != _ROOT_NAME:
                raise XmlFormatError(f"it is no CVAT file: its root is <{name}>, not <{_ROOT_NAME}>")
            self._root_span = (content, content)
        elif name == "image":
            self._add_image(start, attributes)
        else:
            self.track_count += name == "track"

    def _add_image(self, start: int, attributes: dict[str, str]) -> None:
        self._image_starts.append(start)
        name, subset = attributes.get("name", ""), attributes.get("subset", "").strip()
        number = attributes.get("id", "")
        if number.isascii() and number.isdigit() and len(number) < 16:
            self._largest_id = max(self._largest_id, int(number))
        key = f"{subset}/{name}" if subset else name
        if not self.listing.add_entry(key if name.strip() else "", "a name"):
            return
        if subset:
            self._subsets.add(subset)
            self._alternative_paths[key] = name
            split = parse_split(subset)
            if split is not None:
                self._splits_by_image[key] = split

    def _on_element_ended(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 1:
            self._children_end = find_element_ends(self._body, self._open_child_span[1], self.parser.CurrentByteIndex)[
                1
            ]
            if name == "image":
                self._image_ends.append(self._children_end)
        elif self._depth == 0:
            content = self._root_span[0]
            self._root_span = (content, find_element_ends(self._body, content, self.parser.CurrentByteIndex)[1])

    def build_state(self, text: XmlText) -> EntryState:
        """The state, after the whole file was parsed.

        Raises:
            OtherKindError: It has tracks of a video and no images.
        """
        if self.track_count and not self._image_starts:
            raise OtherKindError(
                f'it is a "CVAT for video" export ({format_count(self.track_count, "track", "tracks")}), which is '
                "not read. "
                'Export the task from CVAT as "CVAT for images 1.1"'
            )
        document = self._build_document()
        written = read_label_names(document.head)
        grammar = CvatGrammar(
            self.listing.file,
            has_label_list(document.head),
            written,
            frozenset(self._subsets),
            self._largest_id,
            len(self._image_starts),
            read_input_types(document.head),
        )
        notices = [*self.listing.describe_faults(), *self._describe_contents()]
        return EntryState(
            self.listing.file, grammar, document, document, document, self.listing.entries_by_image, tuple(written),
            tuple(notices), text.encode_body, splits=self._splits_by_image, alternative_paths=self._alternative_paths,
        )  # fmt: skip

    def _describe_contents(self) -> list[str]:
        messages = list(describe_outlined_shapes(self.listing.file, self.bounded_shape_counts))
        if self.track_count:
            tracks = format_count(self.track_count, "track", "tracks")
            messages.append(f"{self.listing.file} has {tracks} of a video, kept as found, and not used.")
        return messages

    def _build_document(self) -> Pieces:
        body = self._body
        content, end = self._root_span
        if content == end:  # <annotations/>
            head = body[: body.rindex(b"/>", 0, end)].rstrip() + b">"
            return Pieces(
                head,
                [],
                [],
                b"</annotations>" + body[end:],
                empty_form=body,
                space_before_first=b"\n  ",
                space_after_last=b"\n",
            )
        items = [body[start:stop] for start, stop in zip(self._image_starts, self._image_ends, strict=True)]
        if not items:
            position = self._children_end or content
            last = b"" if body[position : position + 1].isspace() else b"\n"
            return Pieces(body[:position], [], [], body[position:], space_before_first=b"\n  ", space_after_last=last)
        stops = [self._image_starts[0] - _count_space_before(body, self._image_starts[0]), *self._image_ends]
        before = [body[stop:start] for stop, start in zip(stops, self._image_starts, strict=False)]
        return Pieces(body[: stops[0]], items, before, body[self._image_ends[-1] :])


def _count_space_before(body: bytes, position: int) -> int:
    """The number of whitespace characters before `position`."""
    start = position
    while start > 0 and body[start - 1] in b" \t\r\n":
        start -= 1
    return position - start
