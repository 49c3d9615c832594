// `node audit.mjs URL` prints the outcome of every audit as JSON: [{id, name, status, reason}], status ok, warn or error.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
const outcomes = [];
for (const audit of serverAudits({ url })) {
  const { id, name, status, reason } = await audit.fn();
  outcomes.push({ id, name, status, reason });
}
console.log(JSON.stringify(outcomes));
