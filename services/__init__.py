"""Tandem's rooms, in the order in which an event walks through them; see docs/architecture.md."""
