"""Public pages of the library."""
