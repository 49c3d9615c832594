"""KPI questions and their answers."""
