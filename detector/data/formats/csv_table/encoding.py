"""Detecting the text encoding of a table. A table is written in the encoding in which it was read."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

NOT_UTF8 = "it is not UTF-8 at byte {byte}: save it as UTF-8 (in Excel: CSV UTF-8)"
NOT_VALID = "it is not valid {codec} at byte {where}"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNIT_BYTES = {"utf-8": 1, "cp1252": 1, "utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
_PROBE_BYTES = 4096
"""The number of bytes in which UTF-16 without a byte order mark is detected."""
_NOT_ASCII_PATTERN = re.compile(r"[^\x00-\x7f]+")
_WESTERN_PATTERN = re.compile(r"[À-ÖØ-öø-ÿŠšŽžŒœŸ°²³µ§«»…€‘’“”–—\u00a0]|[ß-öø-ÿšžœ]{2}")
"""Runs of non-ASCII characters in Western texts: single letters and signs, or two small letters (größe).

Chinese, Japanese and Korean encodings and Cyrillic words give other and longer runs.
"""


class TableEncodingError(Exception):
    """Why bytes cannot be decoded, worded as the end of a sentence that begins with the name of the file."""


@dataclass(frozen=True)
class TextEncoding:
    """A Python codec, and the byte order mark of the file; empty if it has none."""

    codec: str = "utf-8"
    mark: bytes = b""

    @property
    def is_guessed(self) -> bool:
        """Whether nothing in the file confirms the encoding."""
        return self.codec == "cp1252"

    def encode_text(self, text: str) -> bytes:
        """The bytes of a file with this text, including the byte order mark.

        Raises:
            UnicodeEncodeError: The encoding lacks a character.
        """
        return self.mark + text.encode(self.codec)


def decode_table(raw: bytes) -> tuple[TextEncoding, str]:
    """Decode a whole file.

    Returns:
        The encoding, which restores the bytes, and the text without its byte order mark.

    Raises:
        TableEncodingError: The encoding is unknown, or the text is damaged.
    """
    encoding = _detect_encoding(raw)
    try:
        return encoding, raw[len(encoding.mark) :].decode(encoding.codec)
    except UnicodeDecodeError as error:
        if encoding.codec != "utf-8" or encoding.mark:
            name = encoding.codec.upper().removesuffix("-LE").removesuffix("-BE")
            raise TableEncodingError(NOT_VALID.format(codec=name, where=len(encoding.mark) + error.start)) from error
        text = _decode_western(raw)
        if text is None:
            fault = NOT_UTF8.format(byte=error.start)
            raise TableEncodingError(fault) from error
        return TextEncoding("cp1252"), text


def decode_table_head(raw: bytes) -> str:
    """Decode the first bytes of a file; `raw` may end within a character.

    Raises:
        TableEncodingError: As in `decode_table`.
    """
    encoding = _detect_encoding(raw)
    content = raw[len(encoding.mark) :]
    if encoding.codec != "utf-8":
        return content[: len(content) // _UNIT_BYTES[encoding.codec] * _UNIT_BYTES[encoding.codec]].decode(
            encoding.codec, "replace"
        )
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return decode_table(raw)[1]


def _detect_encoding(raw: bytes) -> TextEncoding:
    """The encoding by byte order mark or zero bytes; otherwise UTF-8, which decoding must confirm."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return TextEncoding(codec, mark)
    head = raw[:_PROBE_BYTES]
    even, odd = head[::2].count(0), head[1::2].count(0)
    # In UTF-16, most characters of a table (digits, commas) have a zero high byte, and none has a zero low byte.
    if odd > len(head) // 4 and not even:
        return TextEncoding("utf-16-le")
    if even > len(head) // 4 and not odd:
        return TextEncoding("utf-16-be")
    return TextEncoding()


def _decode_western(raw: bytes) -> str | None:
    """The text in Windows-1252, as Excel writes it in Western Europe; None if that is unlikely."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if all(_WESTERN_PATTERN.fullmatch(run[0]) for run in _NOT_ASCII_PATTERN.finditer(text)) else None
