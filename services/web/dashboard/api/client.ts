import { noteFreshness } from "./freshness.ts";
import type { Operation } from "./operation.ts";
import { NO_CONNECTION, Problem } from "./problem.ts";
import { noteSignedOut } from "./session.ts";

interface GraphQLErrorShape {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface ResponseShape<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLErrorShape[];
}

/** Asks the server. An answer with errors is a Problem, since every part of a page asks for itself. */
export async function request<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  const answer = await send<Data>({ documentId: operation.id, variables }, signal);
  const data = dataOf(answer);
  noteFreshness(data);
  return data;
}

/** The data of a response. Throws its first error as a Problem. */
export function dataOf<Data>(answer: ResponseShape<Data>): Data {
  const error = answer.errors?.[0];
  if (error) throw new Problem(String(error.extensions?.code ?? "UNKNOWN"), error.message, error.extensions);
  if (answer.data == null) throw new Problem("UNKNOWN", "The server sent no data.");
  return answer.data;
}

async function send<Data>(body: unknown, signal?: AbortSignal): Promise<ResponseShape<Data>> {
  let response: Response;
  try {
    response = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(NO_CONNECTION, "The server could not be reached.");
  }
  if (response.status === 401) noteSignedOut();
  try {
    return (await response.json()) as ResponseShape<Data>;
  } catch {
    throw new Problem(NO_CONNECTION, `The server answered with status ${response.status} and no GraphQL.`);
  }
}
