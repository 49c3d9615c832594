"""Formulas of derived metrics, and the measures behind every metric."""
