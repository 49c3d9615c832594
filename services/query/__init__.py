"""KPI queries: plan → sums over cells → metric values → rows."""
