"""What a form component's template needs besides its options: ids, states, descriptions.

A hint and an error message are tied to their field by id (`aria-describedby`), so a screen
reader says them with it. Every function takes the options and gives the template's facts.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from casework.ui.markup import Options, attributes, messages

Facts = dict[str, object]

DATE_PARTS = ("day", "month", "year")


def described(options: Options, field_id: str, before: str = "") -> Facts:
    """The ids of hint and error message, and everything that describes the field in order."""
    hint_id = f"{field_id}-hint" if options["hint"] else ""
    error_id = f"{field_id}-error" if options["errorMessage"] else ""
    describes = " ".join(each for each in (before, hint_id, error_id) if each)
    return {"id": field_id, "hint_id": hint_id, "error_id": error_id, "described_by": describes}


def _single(options: Options, *names: str) -> Facts:
    """Facts of a field with one control; `names` are options written as attributes."""
    facts = described(options, options["id"] or options["name"], options["describedBy"])
    given: dict[str, Any] = {"disabled": bool(options["disabled"])}
    given["aria-describedby"] = facts["described_by"] or None
    given |= {name: options[name] or None for name in names}
    if isinstance(options["spellcheck"], bool):
        given["spellcheck"] = "true" if options["spellcheck"] else "false"
    return facts | {"input_attributes": optional(given)}


def optional(values: dict[str, Any]) -> SafeString:
    """Attributes of which those without a value are left out."""
    return attributes({name: {"value": value, "optional": True} for name, value in values.items()})


def _says(options: Any) -> bool:
    return isinstance(options, Options) and bool(options["text"] or options["html"])


def text_input(options: Options) -> Facts:
    """A one-line input, wrapped when something stands beside it."""
    facts = _single(options, "autocomplete", "autocapitalize", "pattern", "inputmode")
    group = options["formGroup"] or Options({})
    beside = [options["prefix"], options["suffix"], group["beforeInput"], group["afterInput"]]
    value = optional({"value": options.values_given.get("value")})
    return facts | {
        "input_attributes": value + facts["input_attributes"],  # type: ignore[operator]
        "prefix": options["prefix"] if _says(options["prefix"]) else None,
        "suffix": options["suffix"] if _says(options["suffix"]) else None,
        "wrapped": any(_says(each) for each in beside),
    }


def textarea(options: Options) -> Facts:
    """A text of several lines."""
    return _single(options, "autocomplete")


def file_upload(options: Options) -> Facts:
    """A file to choose; the plain input, or the one the scripts enhance."""
    facts = _single(options)
    several = optional({"multiple": bool(options["multiple"])})
    words = messages(
        options,
        "choose-files-button",
        "no-file-chosen",
        "multiple-files-chosen",
        "drop-instruction",
        "entered-drop-zone",
        "left-drop-zone",
    )
    return facts | {
        "input_attributes": several + facts["input_attributes"],  # type: ignore[operator]
        "words": attributes(words),
    }


def character_count(options: Options) -> Facts:
    """A textarea that says how many characters (or words) are left."""
    field_id = options["id"] or options["name"]
    limit = options["maxwords"] or options["maxlength"]
    unit = options["countType"] or ("words" if options["maxwords"] else "")
    sentence = options["textareaDescriptionText"] or (
        f"You can enter up to %{{count}} {'words' if unit == 'words' else 'characters'}"
    )
    module = {"data-module": "govuk-character-count"}
    given = {
        f"data-{name}": options[name] or None for name in ("maxlength", "maxwords", "threshold")
    }
    words = messages(options, "textarea-description") if not limit else {}
    if words:
        words = {"data-i18n.textarea-description.other": options["textareaDescriptionText"]}
    for kind in ("characters", "words"):
        words |= messages(options, f"{kind}-under-limit", f"{kind}-at-limit", f"{kind}-over-limit")
    group = options["formGroup"] or Options({})
    marks = attributes(module) + optional(given | {"data-count-type": unit or None})
    changed = options.but(
        id=field_id,
        describedBy=f"{field_id}-info",
        classes=joined("govuk-js-character-count", options["classes"]),
        formGroup=group.but(
            classes=joined("govuk-character-count", group["classes"]),
            attributes=marks + attributes(words) + attributes(group["attributes"]),
        ).values_given,
    )
    count = {
        "id": f"{field_id}-info",
        "text": sentence.replace("%{count}", str(limit)) if limit else "",
        "classes": joined("govuk-character-count__message", _classes(options["countMessage"])),
    }
    return textarea(changed) | {"options": changed, "count": Options(count)}


SHOW_BUTTON = "govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"


def password_input(options: Options) -> Facts:
    """A password that may be shown while it is typed."""
    field_id = options["id"] or options["name"]
    words = messages(
        options,
        "show-password",
        "hide-password",
        "show-password-aria-label",
        "hide-password-aria-label",
        "password-shown-announcement",
        "password-hidden-announcement",
    )
    group = options["formGroup"] or Options({})
    module = attributes({"data-module": "govuk-password-input"})
    changed = options.but(
        id=field_id,
        type="password",
        spellcheck=False,
        autocapitalize="none",
        autocomplete=options["autocomplete"] or "current-password",
        classes=joined(
            "govuk-password-input__input govuk-js-password-input-input", options["classes"]
        ),
        inputWrapper={"classes": "govuk-password-input__wrapper"},
        formGroup=group.but(
            classes=joined("govuk-password-input", group["classes"]),
            attributes=module + attributes(words) + attributes(group["attributes"]),
        ).values_given,
    )
    toggle = {
        "type": "button",
        "classes": joined(SHOW_BUTTON, _classes(options["button"])),
        "text": options["showPasswordText"] or "Show",
        "attributes": {
            "aria-controls": field_id,
            "aria-label": options["showPasswordAriaLabelText"] or "Show password",
            "hidden": {"value": True, "optional": True},
        },
    }
    return text_input(changed) | {"options": changed, "toggle": Options(toggle), "wrapped": True}


def select(options: Options) -> Facts:
    """A list to choose one from; an option without a value stands for its own text."""
    items = []
    for item in options["items"]:
        if not item:
            continue
        has_value = item.values_given.get("value") is not None
        stands_for = item.values_given["value"] if has_value else item["text"]
        state = {"selected": _chosen(item, "selected", options["value"], stands_for)}
        value = attributes({"value": stands_for}) if has_value else ""
        items.append({"options": item, "state": value + optional(_states(item, state))})
    return _single(options) | {"items": items}


def radios(options: Options) -> Facts:
    """Choices of which one may be taken."""
    return _choices(
        options, "govuk-radios", lambda item: _chosen(item, "checked", options["value"])
    )


def checkboxes(options: Options) -> Facts:
    """Choices of which several may be taken."""

    def checked(item: Options) -> bool:
        if item["checked"] or not options["values"]:
            return bool(item["checked"])
        return item["value"] in options["values"] and item["checked"] is not False

    return _choices(options, "govuk-checkboxes", checked, own_description=True)


def _choices(options: Options, block: str, checked: Any, *, own_description: bool = False) -> Facts:
    """Facts of a group of radios or checkboxes. The first has no number in its id, so that the
    error summary can link to it without knowing how many there are."""
    prefix = options["idPrefix"] or options["name"]
    fieldset = options["fieldset"] if isinstance(options["fieldset"], Options) else Options({})
    before = fieldset["describedBy"] or (options["describedBy"] if own_description else "")
    facts = described(options, prefix, before)
    lone = str(facts["described_by"]) if own_description and not options["fieldset"] else ""
    items = []
    for number, item in enumerate(options["items"], 1):
        if not item:
            continue
        item_id = item["id"] or (f"{prefix}-{number}" if number > 1 else prefix)
        hint_id = f"{item_id}-item-hint" if _says(item["hint"]) else ""
        is_checked = checked(item)
        conditional = isinstance(item["conditional"], Options) and item["conditional"]["html"]
        state = {
            "checked": is_checked,
            "data-aria-controls": f"conditional-{item_id}" if conditional else None,
            "data-behaviour": item["behaviour"] or None,
            "aria-describedby": f"{lone} {hint_id}".strip() or None,
        }
        items.append(
            {
                "options": item,
                "id": item_id,
                "name": item["name"] or options["name"],
                "checked": is_checked,
                "hint_id": hint_id,
                "label_classes": joined(f"{block}__label", _classes(item["label"])),
                "hint_classes": joined(f"{block}__hint", _classes(item["hint"])),
                "state": optional(_states(item, state)),
            }
        )
    return facts | {"items": items}


def date_input(options: Options) -> Facts:
    """Day, month and year as three inputs in one group."""
    facts = described(options, options["id"], _described_by(options["fieldset"]))
    parts = list(options["items"]) or [
        (options[part] if isinstance(options[part], Options) else Options({})).but(
            name=(options[part]["name"] if isinstance(options[part], Options) else "") or part
        )
        for part in DATE_PARTS
        if options.values_given.get(part) is not False
    ]
    parts = [part for part in parts if part]
    marked = any(part["error"] or "govuk-input--error" in part["classes"] for part in parts)
    inputs = [_date_part(options, part, marked) for part in parts]
    return facts | {"inputs": inputs, "fieldset_role": "group"}


def _date_part(options: Options, part: Options, marked: bool) -> Options:
    """One of the inputs; without a word on which is wrong, an error marks them all."""
    name = part["name"]
    is_year = name == "year" or (
        isinstance(options["year"], Options) and name == options["year"]["name"]
    )
    own = part["classes"]
    wrong = part["error"] or (options["errorMessage"] and not marked and part["error"] is not False)
    classes = ["govuk-date-input__input"]
    if wrong and "govuk-input--error" not in own:
        classes.append("govuk-input--error")
    if "govuk-input--width-" not in own:
        classes.append(f"govuk-input--width-{4 if is_year else 2}")
    full_name = f"{options['namePrefix']}-{name}" if options["namePrefix"] else name
    values = options["values"] or Options({})
    named = options[name] if isinstance(options[name], Options) else Options({})
    value = part["value"] or named["value"] or values[name] or values[full_name]
    return Options(
        {
            "label": {
                "text": part["label"] or name.capitalize(),
                "classes": "govuk-date-input__label",
            },
            "id": part["id"] or f"{options['id']}-{name}",
            "classes": joined(*classes, own),
            "name": full_name,
            "value": value if value != "" else None,
            "type": "text",
            "inputmode": part["inputmode"] or "numeric",
            "autocomplete": part["autocomplete"],
            "pattern": part["pattern"],
            "attributes": part["attributes"] or None,
        }
    )


def joined(*classes: str) -> str:
    """Class names with one space between, the empty ones left out."""
    return " ".join(each for each in classes if each)


def _classes(options: Any) -> str:
    return str(options["classes"]) if isinstance(options, Options) else ""


def _described_by(options: Any) -> str:
    return str(options["describedBy"]) if isinstance(options, Options) else ""


def _states(item: Options, state: dict[str, Any]) -> dict[str, Any]:
    return state | {"disabled": bool(item["disabled"])}


def _chosen(item: Options, state: str, value: Any, stands_for: Any = None) -> bool:
    """The item says so itself, or it stands for the field's value and does not say otherwise."""
    if item[state] or not value:
        return bool(item[state])
    own = item["value"] if stands_for is None else stands_for
    return bool(own == value) and item[state] is not False
