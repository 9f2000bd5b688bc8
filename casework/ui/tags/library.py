"""The one library that all tags register in, so that pages have them without loading."""

from __future__ import annotations

from django import template

register = template.Library()
