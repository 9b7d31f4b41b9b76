const HIDDEN = "[secret]";

/**
 * A value that must not be printed. Every implicit way to text (string, JSON, util.inspect) gives
 * "[secret]"; only `reveal` gives the value, so a search for `.reveal(` finds every use.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Never pass the result to a log, an error or a reply. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return HIDDEN;
  }
}
