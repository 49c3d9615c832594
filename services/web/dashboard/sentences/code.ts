/** The question in the languages of programs: nothing in them is special to this page. */

const DOCUMENT = `query Rows($query: MetricQuery!) {
  metricQuery(query: $query) {
    asOf
    columns { name label unit }
    totals { values { metric value n baseline delta } }
    rows(first: 10000) {
      totalCount
      nodes {
        bucket
        keys { dimension value label }
        values { metric value n status baseline delta }
      }
    }
  }
}`;

const oneLine = DOCUMENT.replace(/\s+/g, " ");

export const graphqlText = (query: unknown): string => `${DOCUMENT}\n\n# variables\n${JSON.stringify({ query }, null, 2)}`;

export function curlText(query: unknown, origin: string): string {
  const body = JSON.stringify({ query: oneLine, variables: { query } }).replaceAll("'", "'\\''");
  return `curl -s ${origin}/graphql -H 'content-type: application/json' -d '${body}'`;
}

/** JSON is written as text, since its true, false and null are not Python's. */
export function pythonText(query: unknown, origin: string): string {
  const variables = JSON.stringify(JSON.stringify({ query }));
  return `import json, httpx\nbody = {"query": ${JSON.stringify(oneLine)}, "variables": json.loads(${variables})}\nprint(httpx.post("${origin}/graphql", json=body).json())`;
}
