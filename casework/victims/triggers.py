"""What the database keeps behind the wall: rows are added, never changed."""

from __future__ import annotations

from casework.core.append_only import append_only, register

_ADDED = {
    "victims_safecontact": (
        "A safe contact cannot be changed; a newer one is a new version.",
        ("victim_id, version",),
    ),
    "victims_opening": ("That somebody opened safe contact cannot be changed.", ()),
    "victims_clearance": ("A clearance cannot be changed; it runs out.", ()),
    "victims_supportmove": ("A move of an offer of support cannot be changed.", ()),
    "victims_contacttry": ("A try to reach somebody cannot be changed.", ("offer_id, number",)),
    "victims_servicegap": ("A gap in services cannot be changed.", ("offer_id",)),
    "victims_servicecall": ("What a service said cannot be changed.", ()),
    "victims_returned": ("What an advocate told cannot be changed.", ()),
    "victims_advocatenotice": (
        "A notice to an advocate cannot be changed; a newer one is added.",
        (),
    ),
    "victims_telling": ("That an advocate was told cannot be changed.", ("notice_id",)),
}

GUARDS = register(
    [
        guard
        for table, (sentence, keys) in _ADDED.items()
        for guard in append_only(table, sentence=sentence, keys=keys)
    ]
)
