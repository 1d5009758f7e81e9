"""Cooperation: needs, calls, two-party proposals, evaluation, activities, results (design.md, section 4)."""
