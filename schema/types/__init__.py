"""The types of the API, by what they show."""
