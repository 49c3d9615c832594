"""The event log on Apache Kafka: partitions and consumer groups let it grow past one machine."""

from services.log.kafka.adapter import KafkaLog

__all__ = ["KafkaLog"]
