"""Districts, their schools, policies and the state of their data."""
