"""Decoding text files in the encodings that programs write: UTF-8, UTF-16 and Windows-1252."""

from __future__ import annotations

from dataclasses import dataclass

CHARACTER_MISSING = "it is encoded in {encoding}, which has no character {character}"
BINARY_FILE = "it is a binary file, not text"

_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ENCODING_TITLES = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
LEGACY_ENCODING = "cp1252"
"""The encoding of Windows programs in Western Europe and America. Almost any bytes are valid, unlike in UTF-8."""


class TextEncodingError(Exception):
    """Why bytes cannot be decoded or text not encoded, worded as the end of a sentence about the file."""


@dataclass(frozen=True)
class EncodedText:
    """The text of a file, including a byte order mark, and the encoding that restores its bytes."""

    text: str
    encoding: str = "utf-8"

    @property
    def is_guessed(self) -> bool:
        """Whether other encodings are possible, so that accented letters may be wrong."""
        return self.encoding == LEGACY_ENCODING

    def encode_text(self, text: str) -> bytes:
        """Encode `text` in the encoding of this file.

        Raises:
            TextEncodingError: The encoding does not have one of the characters.
        """
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            title = _ENCODING_TITLES.get(self.encoding, "UTF-8")
            character = f"U+{ord(text[error.start]):04X}"
            raise TextEncodingError(CHARACTER_MISSING.format(encoding=title, character=character)) from error


def decode_text(raw: bytes) -> EncodedText:
    """Decode a small text file of unknown encoding.

    Raises:
        TextEncodingError: It is binary, or its encoding cannot be guessed.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decode_as(raw, encoding)
    if b"\0" in raw:
        raise TextEncodingError(BINARY_FILE)
    try:
        return EncodedText(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode_as(raw, LEGACY_ENCODING)


def _decode_as(raw: bytes, encoding: str) -> EncodedText:
    try:
        return EncodedText(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        fault = f"line {line} is neither UTF-8 nor {_ENCODING_TITLES[encoding]} (byte {error.start}). Save it as UTF-8"
        raise TextEncodingError(fault) from error
