"""Ranges and buckets of time, their names, and how those of two ranges are matched."""
