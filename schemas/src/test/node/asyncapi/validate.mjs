// SPDX-License-Identifier: Apache-2.0
// Validates an AsyncAPI 3.0 document by the specification's JSON schema, and that what it refers to is there.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
// The form for validators that know the draft that it is written in by its name already.
const schema = read("node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json");
const document = read(process.argv[2]);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);
const problems = validate(document) ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message}`);

const look = (node) => {
  if (node === null || typeof node !== "object") return;
  if (typeof node.$ref === "string") {
    const found = node.$ref.slice(2).split("/").reduce((at, step) => at?.[step], document);
    if (found === undefined) problems.push(`nothing at ${node.$ref}`);
  }
  Object.values(node).forEach(look);
};
look(document);

problems.forEach((problem) => console.error(problem));
process.exit(problems.length === 0 ? 0 : 1);
