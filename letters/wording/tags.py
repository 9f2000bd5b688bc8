"""The only tags a layout may use: choose, repeat, build on another layout. No filters at all.

There is no tag that loads a library, marks text as safe, turns escaping off, or reaches a view,
a static file or the clock.
"""

from __future__ import annotations

from django.template import Library, defaulttags, loader_tags

register = Library()
register.tag("if", defaulttags.do_if)
register.tag("for", defaulttags.do_for)
register.tag("comment", defaulttags.comment)
register.tag("block", loader_tags.do_block)
register.tag("extends", loader_tags.do_extends)
register.tag("include", loader_tags.do_include)
