"""Districts, schools, calendars and partnerships, kept in memory, and who looks at them."""
