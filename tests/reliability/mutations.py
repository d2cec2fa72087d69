"""Ways to damage a file, as editors, disks, other programs and enemies do."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_NUMBERS = (
    b"0", b"-1", b"1e999", b"-1e999", b"NaN", b"nan", b"Infinity", b"inf", b"1_0", b"0x10", b"1e-320", b"1e300",
    b"99999999999999999999", b"9" * 400, b"9" * 5000, b"", b" ", b"1,5", b"--1", b"null", b'"7"', b"[]", b"{}",
    "١٢".encode(), b"65536", b"2147483648", b"-2147483649", b"1e6", b"0.0000001", b"true",
)  # fmt: skip
_TEXTS = (
    b"<!DOCTYPE annotation [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"&a;", b"<![CDATA[", b"]]>", b"-->", b"<!--",
    b"<object>", b"</object>", b"<bndbox/>", b"<name></name>", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b",", b";",
    b"\t", b"{", b"}", b"[", b"]", b":", b"&x [*x]", b"*x", b"!!python/object:os.system x", b"../../etc/passwd",
    b"C:\\x\\a.png", b"/etc/passwd", b"#", b"%", b"\r", b"\n\n", b"\x00", b"\xff", b"\xc3", "\u202e".encode(),
    "\N{BYTE ORDER MARK}".encode(), "\U0001f600".encode(), b"a" * 300, b" " * 300, b"\x1b[31m", b"\x85", b"=1+1",
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "cp037")
_DEEP = 3000


def _place(raw: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(raw))


def flip(raw: bytes, chance: random.Random) -> bytes:
    """A few bits."""
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 8)) if raw else 0):
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """The end is missing, or the beginning, or a piece."""
    start, end = sorted((_place(raw, chance), _place(raw, chance)))
    return chance.choice((raw[:end], raw[start:], raw[:start] + raw[end:], b""))


def zeroed(raw: bytes, chance: random.Random) -> bytes:
    """As after a power cut."""
    start, end = sorted((_place(raw, chance), _place(raw, chance)))
    return raw[:start] + bytes(end - start) + raw[end:]


def lines(raw: bytes, chance: random.Random) -> bytes:
    """One is there twice, or missing, or two change places."""
    found = raw.splitlines(keepends=True) or [b""]
    one, other = chance.randrange(len(found)), chance.randrange(len(found))
    kind = chance.randrange(3)
    if kind == 0:
        found.insert(other, found[one])
    elif kind == 1:
        del found[one]
    else:
        found[one], found[other] = found[other], found[one]
    return b"".join(found)


def repeated(raw: bytes, chance: random.Random) -> bytes:
    """A piece is there twice."""
    start = _place(raw, chance)
    end = min(len(raw), start + chance.choice((3, 20, 100)))
    return raw[:end] + raw[start:end] + raw[end:]


def number(raw: bytes, chance: random.Random) -> bytes:
    """A number is another, or none."""
    found = list(_NUMBER.finditer(raw))
    if not found:
        return raw
    one = chance.choice(found)
    return raw[: one.start()] + chance.choice(_NUMBERS) + raw[one.end() :]


def inserted(raw: bytes, chance: random.Random) -> bytes:
    """Something that means something, where it does not belong."""
    place = _place(raw, chance)
    return raw[:place] + chance.choice(_TEXTS) + raw[place:]


def words(raw: bytes, chance: random.Random) -> bytes:
    """Two words (tags, keys) change places."""
    found = list(re.finditer(rb"[A-Za-z_]{2,}", raw))
    if len(found) < 2:
        return raw
    one, other = sorted(chance.sample(found, 2), key=lambda match: match.start())
    return raw[: one.start()] + other[0] + raw[one.end() : other.start()] + one[0] + raw[other.end() :]


def encoded(raw: bytes, chance: random.Random) -> bytes:
    """In another encoding than it should be, or than it says."""
    return raw.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def nested(raw: bytes, chance: random.Random) -> bytes:
    """Brackets or tags within each other, thousands deep."""
    place = _place(raw, chance)
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"[", b"")))
    return raw[:place] + opening * _DEEP + closing * _DEEP + raw[place:]


def line_ends(raw: bytes, chance: random.Random) -> bytes:
    """Those of another system."""
    return raw.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8")))


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut, zeroed, lines, repeated, number, number, inserted, inserted, words, encoded, nested, line_ends,
)  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """`raw` after one to three of them."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        raw = chance.choice(MUTATIONS)(raw, chance)
    return raw
