"""What the API takes of partnerships: lists are asked for, and mutations say events."""
