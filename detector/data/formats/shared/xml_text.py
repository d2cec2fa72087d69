"""Decoding the bytes of an XML file to text and encoding them again without loss."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

NOT_VALID = "it is not valid {codec}{where}"
NOT_REWRITABLE = "its {codec} text cannot be written back byte for byte"

_DECLARATION_PATTERN = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORBIDDEN_PATTERN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ASCII_PROBE = b"<annotation>&;0123456789\r\n\t"


class XmlTextError(Exception):
    """The bytes are not text in their declared encoding, or cannot be restored exactly."""


@dataclass(frozen=True)
class XmlText:
    """The text of a file.

    Attributes:
        body: The text, in UTF-8.
        mark: The byte order mark of the file; empty if it has none.
        codec: The encoding of the file.
    """

    body: bytes
    mark: bytes = b""
    codec: str = "utf-8"

    def encode_body(self, body: bytes) -> bytes:
        """Encode `body` (UTF-8) in the encoding of this file; characters that it lacks become numeric references."""
        return self.mark + body.decode("utf-8").encode(self.codec, "xmlcharrefreplace")


def decode_xml(raw: bytes) -> XmlText:
    """Decode an XML file with its byte order mark or declared encoding.

    Raises:
        XmlTextError: It is not XML text, or its bytes cannot be restored exactly.
    """
    mark, codec = _detect_encoding(raw)
    try:
        text = XmlText(raw[len(mark) :].decode(codec).encode("utf-8"), mark, codec)
        exact = text.encode_body(text.body) == raw
    except UnicodeError as error:
        where = f" at byte {error.start + len(mark)}" if isinstance(error, UnicodeDecodeError) else ""
        raise XmlTextError(NOT_VALID.format(codec=codec, where=where)) from error
    if b"\0" in text.body:  # expat would read the rest as UTF-16
        raise XmlTextError("it is not well-formed XML: it has zero bytes")
    if not exact:
        raise XmlTextError(NOT_REWRITABLE.format(codec=codec))
    return text


def _detect_encoding(raw: bytes) -> tuple[bytes, str]:
    """The byte order mark (possibly empty) and the codec."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return mark, codec
    if raw.startswith(b"<\0"):
        return b"", "utf-16-le"
    if raw.startswith(b"\0<"):
        return b"", "utf-16-be"
    declared = _DECLARATION_PATTERN.match(raw)
    name = declared[1].decode("ascii") if declared else "utf-8"
    if re.match("(?i)utf-?(16|32)|ucs|iso-10646", name):
        return b"", "utf-8"  # the declaration was readable as ASCII, so it is wrong
    try:
        if _ASCII_PROBE.decode(name).encode(name) != _ASCII_PROBE or _ASCII_PROBE.decode(name) != _ASCII_PROBE.decode(
            "ascii"
        ):
            raise XmlTextError(f"its encoding {name} is not supported")
    except (LookupError, UnicodeError) as error:
        raise XmlTextError(f"its encoding {name} is not supported") from error
    return b"", name


def find_forbidden_character(text: str) -> str | None:
    """The first character of `text` that XML does not allow; None if there is none."""
    found = _FORBIDDEN_PATTERN.search(text)
    return found[0] if found else None


def escape_xml(text: str) -> bytes:
    """`text` escaped for use as the content of an element, in UTF-8."""
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(character, reference)
    return text.encode("utf-8")
