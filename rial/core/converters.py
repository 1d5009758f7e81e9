"""Path converters of every app."""

from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """A whole number that any column of numbers can hold; a longer one is an address of nothing (404)."""

    regex = "[0-9]{1,9}"
