"""Meetings: the record of the Conference and its Working Groups (design.md, section 4)."""
