"""The partnerships of the sample consortium: invented, told from proposal to success story in two school years."""

from services.samples.partnerships.loader import load_partnerships, partnership_events

__all__ = ["load_partnerships", "partnership_events"]
