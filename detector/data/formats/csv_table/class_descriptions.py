"""The names of Open Images' classes: `class-descriptions.csv` near its tables, with an id and a name in each row.

FiftyOne exports `train/labels/detections.csv` with `train/metadata/classes.csv` instead. The file is never written. https://storage.googleapis.com/openimages/web/download_v7.html
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from detector.data.directory_cache import list_contents
from detector.data.regular_file import require_regular_file
from detector.errors import DatasetError

from .encoding import TableEncodingError, decode_table
from .rows import parse_rows

NO_CSV = "{name} cannot be used: it is no valid CSV ({reason}). Repair it, or move it away."

_FILE_NAME_PATTERN = re.compile(r"(?:.*[-_])?class[-_]descriptions(?:[-_].*)?\.csv", re.IGNORECASE)
_ID_PATTERN = re.compile(r"/[a-z]+/\w+")
"""Ids of Open Images and Freebase: /m/01g317."""
_FIFTYONE_NAME = "classes.csv"


def find_descriptions(table: Path) -> Path | None:
    """The description file beside a table or in the folder above; the first by name if there are several."""
    above = table.parent.parent
    for folder in (table.parent, above):
        for name in _list_tables(folder):
            if _FILE_NAME_PATTERN.fullmatch(name):
                return folder / name
    metadata = above / "metadata"
    return metadata / _FIFTYONE_NAME if _FIFTYONE_NAME in _list_tables(metadata) else None


def _list_tables(folder: Path) -> Sequence[str]:
    try:
        return sorted(list_contents(folder).files.get(".csv", ()))
    except OSError:
        return ()


def read_descriptions(path: Path) -> Mapping[str, str]:
    """The names of the classes by their ids. Rows without an id, such as a header, are skipped.

    Raises:
        DatasetError: The file cannot be read.
    """
    try:
        _, text = decode_table(require_regular_file(path).read_bytes())
        rows = [fields for _, fields in parse_rows(text, ",")]
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror or error}. Check its permissions.") from error
    except TableEncodingError as error:
        raise DatasetError(f"{path.name} cannot be used: {error}. Repair it, or move it away.") from error
    except csv.Error as error:
        text = NO_CSV.format(name=path.name, reason=error)
        raise DatasetError(text) from error
    pairs = ((row[0].strip(), row[1].strip()) for row in rows if len(row) >= 2)
    return {key: name for key, name in pairs if name and _ID_PATTERN.fullmatch(key)}
