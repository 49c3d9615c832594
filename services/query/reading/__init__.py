"""A plan is read: cells, grades and states of partnerships become numbers."""
