// SPDX-License-Identifier: Apache-2.0
// Prints each change of ci.job.status as a line of JSON: node watch-status.mjs [bootstrap servers] [registry URL]
import { randomUUID } from "node:crypto";
import kafkajs from "kafkajs";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";

const [brokers = "127.0.0.1:9092", host = "http://127.0.0.1:8081"] = process.argv.slice(2);
const kafka = new kafkajs.Kafka({ clientId: "watch-status", brokers: brokers.split(","), logLevel: kafkajs.logLevel.ERROR });
const registry = new SchemaRegistry({ host });
// A group of its own: every watcher sees everything. Only committed records are read (readUncommitted: false is the default).
const consumer = kafka.consumer({ groupId: `watch-status-${randomUUID()}`, readUncommitted: false });

await consumer.connect();
await consumer.subscribe({ topic: "ci.job.status", fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    const jobId = message.key.toString();
    if (message.value === null) {
      console.log(JSON.stringify({ jobId, state: null }));
      return;
    }
    const status = await registry.decode(message.value);
    console.log(JSON.stringify({
      jobId,
      name: status.spec.name,
      pool: status.pool,
      state: status.state,
      outcome: status.outcome,
      revision: Number(status.revision),
    }));
  },
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => consumer.disconnect().finally(() => process.exit(0)));
}
