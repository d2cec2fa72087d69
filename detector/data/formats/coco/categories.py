"""The class names of the categories of a COCO file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from detector.data.formats.shared.wording import format_count, list_names
from detector.data.limits import describe_long_labels
from detector.data.unicode_forms import escape_surrogates, normalize_class_name

from .ids import Id

HALF_CHARACTER = (
    "{file}: {names} half of a character (a lone surrogate), shown as an escape: {shown}. The file keeps it; "
    "rename the class to repair it."
)


def assign_class_names(written: Mapping[Id, str], headings: Collection[Id]) -> dict[Id, str]:
    """Assign a class name to each category.

    COCO identifies categories by their ids, so categories with the same name are different classes: the second "person"
    is shown as "person (2)". Names that differ only in their Unicode form become the same class.

    Args:
        written: The names in the file, by id.
        headings: Categories that only group others. If a class has the same name, the class keeps it.

    Returns:
        The class names by id, in the order of the file.
    """
    shown: dict[Id, str] = {}
    taken = {normalize_class_name(name) for name in written.values()}
    seen: dict[str, int] = {}
    for key in sorted(written, key=lambda key: key in headings):
        name = written[key]
        seen[name] = seen.get(name, 0) + 1
        shown[key] = (
            normalize_class_name(name)
            if seen[name] == 1
            else _make_numbered_name(normalize_class_name(name), seen, name, taken)
        )
    return {key: shown[key] for key in written}


def _make_numbered_name(name: str, seen: dict[str, int], written: str, taken: set[str]) -> str:
    """`name (2)`, or the first higher number that is not taken."""
    while f"{name} ({seen[written]})" in taken:
        seen[written] += 1
    numbered = normalize_class_name(f"{name} ({seen[written]})")
    taken.add(numbered)
    return numbered


def describe_renamed_categories(
    file: str, written: Mapping[Id, str], shown: Mapping[Id, str], headings: Collection[Id]
) -> Iterator[str]:
    """Sentences about categories whose class name differs from the name in the file."""
    numbered = [
        name for key, name in shown.items() if name != normalize_class_name(written[key]) and key not in headings
    ]
    if numbered:
        categories = format_count(len(numbered), "category has", "categories have")
        yield (
            f"{file}: {categories} the name of another category. They stay separate classes, shown as "
            f"{list_names(numbered)}. Merge or rename them in the list of classes if that is not intended."
        )
    yield from describe_long_labels(file, written.values())
    halved = [normalize_class_name(name) for name in written.values() if escape_surrogates(name) != name]
    if halved:
        categories = format_count(len(halved), "category name has", "category names have")
        yield HALF_CHARACTER.format(file=file, names=categories, shown=list_names(halved))
