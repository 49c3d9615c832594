"""Questions about partnerships: lists, views, goals and what needs somebody."""
