"""Path converters of the pages."""


class CountryCodeConverter:
    """An ISO 3166 alpha-2 code in capitals: /countries/CR/."""

    regex = "[A-Z]{2}"

    def to_python(self, value: str) -> str:
        """The code as written."""
        return value

    def to_url(self, value: str) -> str:
        """The code as written."""
        return value
