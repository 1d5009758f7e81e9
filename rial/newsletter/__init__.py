"""Newsletter: subscriptions with double opt-in and issues (design.md, section 4)."""
