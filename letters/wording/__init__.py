"""Layouts, approved wording, the closed list of placeholders and the leak guard.

`letters.wording.actions.current_wording(kind, force=...)` gives the approved text,
`letters.wording.composing.compose(kind, placeholders, wording.paragraphs)` the HTML, and
`letters.wording.leak_guard.scan(text, forbidden)` what must not be in it.
"""
