"""Portfolio: programs of the ministries, their versions, moderation and good practice (requirements P01–P37)."""
