// The operation that the address of the page names: ?query=…&variables=…&operationName=…
export function linkedOperation(search) {
  const parameters = new URLSearchParams(search);
  const query = parameters.get("query");
  if (!query) return {};
  const variables = readable(parameters.get("variables"));
  const operationName = parameters.get("operationName");
  return { query, ...(variables && { variables }), ...(operationName && { operationName }) };
}

function readable(json) {
  try {
    return json && JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    // The editor shows what is wrong with it.
    return json;
  }
}
