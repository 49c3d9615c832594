"""A question becomes a plan: which cells are read, under which condition, and what is compared."""
