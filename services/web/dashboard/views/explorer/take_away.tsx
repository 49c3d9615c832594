import { useRef, useState } from "preact/hooks";
import { request } from "../../api/client.ts";
import { Problem } from "../../api/problem.ts";
import { type Address, go, withParameters } from "../../app/router.ts";
import { Intention } from "../../mutations/intention.ts";
import { type ExportFormat, ExportState, type MetricQuery, SaveQuestion, StartExport } from "../../operations/generated.ts";
import { CopyButton } from "../../parts/copy_button.tsx";
import { curlText, graphqlText, pythonText } from "../../sentences/code.ts";
import { problemText } from "../../sentences/problems.ts";

const FORMATS: readonly [ExportFormat, string][] = [["CSV", "CSV"], ["JSONL", "JSON lines"], ["PARQUET", "Parquet"], ["ARROW", "Arrow"]];
const PAUSE_MS = 300;

/** The answer as a file. */
export function Export({ query }: { query: MetricQuery }) {
  const [format, setFormat] = useState<ExportFormat>("CSV");
  const [state, setState] = useState<{ readonly text: string; readonly url?: string }>({ text: "" });
  const intention = useRef(new Intention());
  const start = async () => {
    setState({ text: "Writing the file …" });
    try {
      const { id } = (await request(StartExport, { query, format, idempotencyKey: intention.current.keyOf([query, format]) })).startExport;
      intention.current.end();
      for (;;) {
        const found = (await request(ExportState, { id })).export;
        if (found?.status === "DONE" && found.url) return setState({ text: "", url: found.url });
        if (!found || found.status === "FAILED") return setState({ text: found?.error ?? "The file is gone." });
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return setState({ text: problemText(error.code, error.message) });
    }
  };
  return (
    <>
      <label class="small" for="fmt">Take it away as</label>
      <select id="fmt" value={format} onChange={(event) => setFormat(event.currentTarget.value as ExportFormat)}>{FORMATS.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select>
      <button type="button" class="button quiet" onClick={start}>Export</button>
      <span role="status" class="small">{state.url ? <a href={state.url} download>Download the file</a> : state.text}</span>
    </>
  );
}

/** Keeps the question under a name. */
export function Save({ query, onSaved }: { query: MetricQuery; onSaved: (id: string) => void }) {
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const intention = useRef(new Intention());
  const save = async (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return setText("Say how it is called.");
    try {
      const input = { name: name.trim(), query };
      const saved = (await request(SaveQuestion, { input, idempotencyKey: intention.current.keyOf(input) })).saveQuery;
      intention.current.end();
      setText(`Saved as “${saved.name}”.`);
      onSaved(saved.id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setText(problemText(error.code, error.message));
    }
  };
  return (
    <form class="ask" onSubmit={save}>
      <label>Save as <input type="text" value={name} onInput={(event) => setName(event.currentTarget.value)} /></label>
      <button type="submit" class="button quiet">Save</button>
      <span role="status" class="small">{text}</span>
    </form>
  );
}

const LANGUAGES = [["GraphQL", graphqlText], ["curl", curlText], ["Python", pythonText]] as const;

/** The same question for programs. */
export function Code({ query, address }: { query: MetricQuery; address: Address }) {
  const index = Math.max(0, LANGUAGES.findIndex(([name]) => name.toLowerCase() === address.parameters.get("code")));
  const choose = (name: string, at: number) => go(withParameters(address, { code: at ? name.toLowerCase() : null }), { replace: true });
  const [, write] = LANGUAGES[index] ?? LANGUAGES[0];
  const text = write(query, location.origin);
  return (
    <section class="q" aria-labelledby="h-code">
      <div class="q-head">
        <h2 id="h-code">The same question for programs</h2>
        <div class="switch" role="group" aria-label="Language">{LANGUAGES.map(([name], at) => <button key={name} type="button" aria-pressed={at === index} onClick={() => choose(name, at)}>{name}</button>)}</div>
      </div>
      <pre tabIndex={0}>{text}</pre>
      <p class="evidence"><CopyButton text={() => text}>Copy</CopyButton></p>
    </section>
  );
}
