"""Questions that people keep."""
