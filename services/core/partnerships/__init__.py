"""Partnerships: what both sides put in, agreed on, met about, aimed at and changed, as a pure fold over events."""
