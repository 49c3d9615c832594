"""Answers as files: CSV, JSON lines, Parquet and Arrow, with the values of `metricQuery`."""
