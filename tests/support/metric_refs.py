"""The metrics of a question that asks for none that it defines itself."""

from services.query.model.question import MetricQuery, MetricRef


def metric_refs(query: MetricQuery) -> list[MetricRef]:
    refs = [metric for metric in query.metrics if isinstance(metric, MetricRef)]
    assert len(refs) == len(query.metrics), "a derived metric is not compared here"
    return refs
