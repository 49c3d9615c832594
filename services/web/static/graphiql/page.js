// Mounts GraphiQL over the endpoint that served this page, with a tab for each example. What was edited before is kept,
// and an operation that the address names is opened in a tab beside it.
import { linkedOperation } from "./linked.js";

const EXAMPLES = [
  "attendance", "chronic-absence", "grades", "partnerships", "participants", "decide", "catalogue", "schools",
];

async function ask(params, { headers } = {}) {
  const response = await fetch(window.location.pathname, {
    method: "POST",
    headers: { ...headers, accept: "application/graphql-response+json", "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return response.json();
}

async function example(name) {
  const response = await fetch(`/static/graphiql/examples/${name}.graphql`);
  return { query: await response.text() };
}

const linked = linkedOperation(window.location.search);
const { query, variables } = linked;
const examples = await Promise.all(EXAMPLES.map(example));
const defaultTabs = query ? [{ query, variables }, ...examples] : examples;
const properties = { fetcher: ask, defaultTabs, defaultEditorToolsVisibility: Boolean(variables), ...linked };
ReactDOM.createRoot(document.getElementById("graphiql")).render(React.createElement(GraphiQL, properties));
