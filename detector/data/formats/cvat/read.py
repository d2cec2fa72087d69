"""Reading a CVAT file: where its images are, gathered in the one pass that takes it apart."""

from __future__ import annotations

from collections import Counter
from xml.parsers import expat

from detector.data.formats.base import Split
from detector.data.formats.entries.dataset import OtherKindError
from detector.data.formats.entries.notices import Listing, shapes_with_boxes
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.entries.state import EntryState
from detector.data.formats.image_places import split_of
from detector.data.formats.joint_file import JointFormatError
from detector.data.formats.wording import counted
from detector.data.formats.xml_text import XmlText, XmlTextError, decode

from .grammar import CvatGrammar
from .label_list import has_labels, labels_in
from .shapes import BOXED, is_turned
from .xml_tree import DEEPEST, XmlFormatError, ends, parse, tag_end

_ROOT = "annotations"


def read(raw: bytes, file: str) -> EntryState:
    """The state of a file named `file`.

    Raises:
        JointFormatError: It cannot be used.
    """
    if not raw:
        raise JointFormatError("it is empty (0 bytes)")
    try:
        text = decode(raw)
        index = _Index(text.body, file)
        parse(index.parser, text.body)
    except (XmlTextError, XmlFormatError) as error:
        raise JointFormatError(str(error)) from error
    return index.state(text)


class _Index:
    """Is shown every element once, and keeps where the images are."""

    def __init__(self, body: bytes, file: str) -> None:
        self.listing = Listing(file)
        self.tracks = 0
        self.around: Counter[str] = Counter()
        """Shapes whose bounding box counts, by their kind."""
        self._body = body
        self._depth = 0
        self._root = (0, 0)
        """Where its content begins, and where it ends."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._opened = (0, 0)
        self._largest_id = -1
        self._subsets: set[str] = set()
        self._splits: dict[str, Split] = {}
        self._places: dict[str, str] = {}
        self._children_end = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        depth, self._depth = self._depth, self._depth + 1
        if depth > 1:
            if depth == DEEPEST:
                raise XmlFormatError(f"its elements are nested more than {DEEPEST} deep")
            if depth == 2 and name in BOXED and (name != "box" or is_turned(attributes)):
                self.around[name if name != "box" else "turned box"] += 1
            return
        start = self.parser.CurrentByteIndex
        content = tag_end(self._body, start)
        self._opened = (start, content)
        if depth == 0:
            if name != _ROOT:
                raise XmlFormatError(f"it is no CVAT file: its root is <{name}>, not <{_ROOT}>")
            self._root = (content, content)
        elif name == "image":
            self._image(start, attributes)
        else:
            self.tracks += name == "track"

    def _image(self, start: int, attributes: dict[str, str]) -> None:
        self._starts.append(start)
        name, subset = attributes.get("name", ""), attributes.get("subset", "").strip()
        number = attributes.get("id", "")
        if number.isascii() and number.isdigit() and len(number) < 16:
            self._largest_id = max(self._largest_id, int(number))
        key = f"{subset}/{name}" if subset else name
        if not self.listing.add(key if name.strip() else "", "a name"):
            return
        if subset:
            self._subsets.add(subset)
            self._places[key] = name
            split = split_of(subset)
            if split is not None:
                self._splits[key] = split

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 1:
            self._children_end = ends(self._body, self._opened[1], self.parser.CurrentByteIndex)[1]
            if name == "image":
                self._ends.append(self._children_end)
        elif self._depth == 0:
            content = self._root[0]
            self._root = (content, ends(self._body, content, self.parser.CurrentByteIndex)[1])

    def state(self, text: XmlText) -> EntryState:
        """Put together what was found.

        Raises:
            OtherKindError: It has tracks of a video and no images.
        """
        if self.tracks and not self._starts:
            raise OtherKindError(
                f'it is a "CVAT for video" export ({counted(self.tracks, "track", "tracks")}), which is not read. '
                'Export the task from CVAT as "CVAT for images 1.1"'
            )
        document = self._document()
        written = labels_in(document.head)
        grammar = CvatGrammar(
            self.listing.file,
            has_labels(document.head),
            written,
            frozenset(self._subsets),
            self._largest_id,
            len(self._starts),
        )
        notices = [*self.listing.notices(), *self._notices()]
        return EntryState(
            self.listing.file, grammar, document, document, document, self.listing.images, tuple(written),
            tuple(notices), text.encoded, splits=self._splits, places=self._places,
        )  # fmt: skip

    def _notices(self) -> list[str]:
        told = list(shapes_with_boxes(self.listing.file, self.around))
        if self.tracks:
            tracks = counted(self.tracks, "track", "tracks")
            told.append(f"{self.listing.file} has {tracks} of a video, kept as found, and not used.")
        return told

    def _document(self) -> Pieces:
        body = self._body
        content, end = self._root
        if content == end:  # <annotations/>
            head = body[: body.rindex(b"/>", 0, end)].rstrip() + b">"
            return Pieces(head, [], [], b"</annotations>" + body[end:], bare=body, first=b"\n  ", last=b"\n")
        items = [body[start:stop] for start, stop in zip(self._starts, self._ends, strict=True)]
        if not items:
            position = self._children_end or content
            last = b"" if body[position : position + 1].isspace() else b"\n"
            return Pieces(body[:position], [], [], body[position:], first=b"\n  ", last=last)
        stops = [self._starts[0] - _space_before(body, self._starts[0]), *self._ends]
        before = [body[stop:start] for stop, start in zip(stops, self._starts, strict=False)]
        return Pieces(body[: stops[0]], items, before, body[self._ends[-1] :])


def _space_before(body: bytes, position: int) -> int:
    """How much white space ends at `position`."""
    start = position
    while start > 0 and body[start - 1] in b" \t\r\n":
        start -= 1
    return position - start
