"""Page numbers of a long list: the first, the last, and those around the current one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import QueryDict


def numbered(page: Page, query: QueryDict | None, noun: str) -> dict[str, Any]:
    """Options of the paging component; `query` is kept in every link, apart from `page`."""
    total = page.paginator.count
    facts: dict[str, Any] = {"total": total, "noun": noun, "links": None}
    if total:
        facts |= {"first": page.start_index(), "last": page.end_index()}
    if page.has_other_pages():
        facts["links"] = _links(page, query)
    return facts


def _links(page: Page, query: QueryDict | None) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            here = number == page.number
            items.append({"number": number, "href": _href(query, number), "current": here})
        else:
            items.append({"ellipsis": True})
    links: dict[str, Any] = {"items": items}
    if page.has_previous():
        links["previous"] = {"href": _href(query, page.previous_page_number())}
    if page.has_next():
        links["next"] = {"href": _href(query, page.next_page_number())}
    return links


def _href(query: QueryDict | None, number: int) -> str:
    changed = query.copy() if query is not None else QueryDict(mutable=True)
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"
