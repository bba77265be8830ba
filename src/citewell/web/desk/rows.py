"""From rows to a review and back, without loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from citewell.editorial.review import Review
from citewell.model.article import ReviewStatus
from citewell.web.desk.models import TABLES, Item, ReviewRow

if TYPE_CHECKING:
    from cattrs import Converter


@cache
def _converter() -> Converter:
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True)
    for kind in (date, datetime):
        converter.register_structure_hook(
            kind, lambda value, to: to.fromisoformat(value) if isinstance(value, str) else value
        )
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, StrEnum), str)
    converter.register_unstructure_hook_func(
        lambda kind: getattr(kind, "__origin__", None) is frozenset, lambda values: sorted(str(v) for v in values)
    )
    return converter


def load(row: ReviewRow, slug: str) -> Review:
    """Return the review of an article as its rows hold it."""
    return load_many({slug: row})[slug]


def load_many(held: Mapping[str, ReviewRow]) -> dict[str, Review]:
    """Return the reviews of articles, each under its slug as its row is. Every table is asked once."""
    items = {name: _items(table, held.values()) for name, table in TABLES.items()}
    return {
        slug: Review(
            article=slug,
            authors=frozenset(row.authors),
            status=ReviewStatus(row.status),
            round=row.round,
            shown=row.shown,
            **{name: tuple(found[row.pk]) for name, found in items.items()},
        )
        for slug, row in held.items()
    }


def _items(table: type[Item], held: Iterable[ReviewRow]) -> dict[int, list[Any]]:
    """Return the items of a table by the review that they are of, in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for item in table._default_manager.filter(review__in=[row.pk for row in held]).order_by("review", "position"):
        found[item.review_id].append(_item(item))
    return found


def _item(item: Item) -> Any:
    values = {field.name: getattr(item, field.name) for field in fields(item.ITEM)}
    return _converter().structure(values, item.ITEM)


def _columns(item: Any) -> dict[str, Any]:
    """Return the values of an item's columns: days and times as they are, what is nested as JSON."""
    plain: dict[str, Any] = _converter().unstructure(item)
    return {name: value if isinstance(value := getattr(item, name), date) else plain[name] for name in plain}


def save(row: ReviewRow, before: Review, after: Review) -> None:
    """Write what is different between two reviews, in the transaction of the caller."""
    row.authors = sorted(after.authors)
    row.status, row.round, row.shown = after.status.value, after.round, after.shown
    row.save()
    for name, table in TABLES.items():
        _save_items(row, table, getattr(before, name), getattr(after, name))


def _save_items(row: ReviewRow, table: type[Item], before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    held = table._default_manager.filter(review=row)
    for position, item in enumerate(after):
        if position >= len(before):
            table._default_manager.create(review=row, position=position, **_columns(item))
        elif before[position] != item:
            held.filter(position=position).update(**_columns(item))
    if len(after) < len(before):
        held.filter(position__gte=len(after)).delete()
