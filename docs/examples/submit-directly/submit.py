#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a signed request to ci.job.requests, and waits until its job has run or the request was refused.

On Debian: apt-get install python3-confluent-kafka python3-avro python3-cryptography
"""
import argparse
import base64
import datetime
import io
import json
import struct
import sys
import time
import urllib.request
import uuid

import avro.io
import avro.schema
from confluent_kafka import Consumer, Producer, TopicPartition
from cryptography.hazmat.primitives.serialization import load_pem_private_key

REQUESTS, EVENTS, DEAD_LETTERS = "ci.job.requests", "ci.job.events", "ci.dead-letters"


def complete(schema, value):
    """With the defaults of whatever a record does not say, fields of later versions too."""
    if schema.type == "record":
        return {field.name: complete(field.type, value[field.name]) if field.name in value else field.default
                for field in schema.fields}
    return [complete(schema.items, each) for each in value] if schema.type == "array" else value


class Registry:
    """The Confluent wire format: a zero byte, the schema's id in four bytes, Avro."""

    def __init__(self, url):
        self.url = url
        self.schemas = {}

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def encode(self, subject, record):
        latest = self.get(f"/subjects/{subject}/versions/latest")
        out = io.BytesIO()
        out.write(struct.pack(">bI", 0, latest["id"]))
        schema = avro.schema.parse(latest["schema"])
        avro.io.DatumWriter(schema).write(complete(schema, record), avro.io.BinaryEncoder(out))
        return out.getvalue()

    def decode(self, value):
        schema_id = struct.unpack(">bI", value[:5])[1]
        if schema_id not in self.schemas:
            self.schemas[schema_id] = avro.schema.parse(self.get(f"/schemas/ids/{schema_id}")["schema"])
        return avro.io.DatumReader(self.schemas[schema_id]).read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))


def signature(key, producer, topic, record_key, value):
    """Each part after its length in four bytes, the highest first."""
    parts = [b"v1", producer.encode(), topic.encode(), record_key, value]
    signed = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return b";".join([b"v1", producer.encode(), base64.urlsafe_b64encode(key.sign(signed)).rstrip(b"=")])


def request(options, registry):
    work = registry.encode("ci.job.work-value", {"script": options.script})
    spec = {"jobId": options.job_id, "name": options.name, "tenant": options.tenant}
    return {
        "requestId": str(uuid.uuid4()),
        "pool": options.pool,
        "acceptedAt": datetime.datetime.now(datetime.timezone.utc),
        "source": "PRODUCER",
        "jobs": [{"spec": spec, "work": work}],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", default="127.0.0.1:9092")
    parser.add_argument("--registry", default="http://127.0.0.1:8081")
    parser.add_argument("--producer", required=True, help="the id that is enrolled")
    parser.add_argument("--key", required=True, help="its Ed25519 private key, PKCS #8 in PEM")
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--pool", default="default")
    parser.add_argument("--name", default="from-python")
    # The same id is the same job: keep it, and a repetition runs nothing twice.
    parser.add_argument("--job-id", default=str(uuid.uuid4()))
    parser.add_argument("--seconds", type=float, default=60, help="how long to wait")
    parser.add_argument("script")
    options = parser.parse_args()

    with open(options.key, "rb") as file:
        key = load_pem_private_key(file.read(), password=None)
    registry = Registry(options.registry)
    value = registry.encode(REQUESTS + "-value", request(options, registry))
    record_key = options.pool.encode()

    # A pool's events and dead letters are in the partition that its requests are in: all are read from their ends.
    consumer = Consumer({"bootstrap.servers": options.bootstrap, "group.id": "submit-" + options.job_id,
                         "enable.auto.commit": False, "isolation.level": "read_committed"})
    topics = consumer.list_topics(timeout=10).topics
    consumer.assign([TopicPartition(topic, partition, consumer.get_watermark_offsets(TopicPartition(topic, partition))[1])
                     for topic in (EVENTS, DEAD_LETTERS) for partition in topics[topic].partitions])

    written = []
    # Jobstream finds a pool's partition as Java's clients do. librdkafka's own default is another.
    producer = Producer({"bootstrap.servers": options.bootstrap, "partitioner": "murmur2_random",
                         "enable.idempotence": True})
    producer.produce(
        REQUESTS, key=record_key, value=value,
        headers=[("ci-signature", signature(key, options.producer, REQUESTS, record_key, value))],
        on_delivery=lambda error, message: written.append((error, message)))
    producer.flush(30)
    if not written or written[0][0] is not None:
        sys.exit(f"Kafka did not confirm it: {written}")
    print("written", options.job_id, flush=True)
    return wait(consumer, registry, written[0][1], options)


def wait(consumer, registry, request_written, options):
    deadline = time.monotonic() + options.seconds
    while time.monotonic() < deadline:
        message = consumer.poll(0.5)
        if message is None or message.error():
            continue
        if message.topic() == DEAD_LETTERS:
            headers = dict(message.headers() or [])
            place = tuple(headers.get("__streams.errors." + name) for name in ("topic", "partition", "offset"))
            if place == tuple(str(part).encode() for part in (
                    REQUESTS, request_written.partition(), request_written.offset())):
                print("refused:", headers["__streams.errors.message"].decode(), flush=True)
                return 3
        elif (message.key() or b"").decode() == options.job_id:
            event = registry.decode(message.value())
            if event["type"] == "JOB_SETTLED":
                print("settled", event["settlement"]["outcome"], flush=True)
                return 0 if event["settlement"]["outcome"] == "SUCCEEDED" else 1
    print("not settled in time", flush=True)
    return 4


if __name__ == "__main__":
    sys.exit(main())
