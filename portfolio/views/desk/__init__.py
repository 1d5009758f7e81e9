"""The ministry's desk: what waits, its programs, the editor."""
