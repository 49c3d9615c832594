// Mounts GraphiQL over the endpoint that served this page, with a tab for each example. What was edited before is kept.
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

const defaultTabs = await Promise.all(EXAMPLES.map(example));
const page = React.createElement(GraphiQL, { fetcher: ask, defaultTabs, defaultEditorToolsVisibility: false });
ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
