/** The key of what somebody means to do: the same one while they send the same, and a new one for anything else. */
export class Intention {
  #content = "";
  #key = "";

  keyOf(content: unknown): string {
    const text = JSON.stringify(content);
    if (!this.#key || text !== this.#content) this.#key = crypto.randomUUID();
    this.#content = text;
    return this.#key;
  }

  /** It is done: the same once more is something new. */
  end(): void {
    this.#key = "";
  }
}
