"""Pure rules over frozen values: facts, ledgers, cells, KPI maths, privacy. No I/O; time is an argument."""
