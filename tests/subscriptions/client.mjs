// `node client.mjs ws|sse URL REQUEST` follows a GraphQL request. Every outcome is a line of JSON; the end of standard
// input completes it.
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import WebSocket from "ws";

const [transport, url, request] = process.argv.slice(2);
const tell = (outcome) => console.log(JSON.stringify(outcome));
const closed = ({ code, reason }) => tell({ closed: code, reason });
const client =
  transport === "ws"
    ? createWsClient({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, retryAttempts: 0, on: { closed } })
    : createSseClient({ url, retryAttempts: 0 });

const complete = client.subscribe(JSON.parse(request), {
  next: (result) => tell({ next: result }),
  error: (error) => tell({ error: Array.isArray(error) ? error : (error.name ?? "closed") }),
  complete: () => tell({ complete: true }),
});
process.stdin.resume().on("end", complete);
