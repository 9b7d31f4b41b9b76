import type { Clock } from "#core";

/** How a piece of work is to be done. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Whether doing it twice is as good as once. Only then is it ever repeated. Default false. */
  readonly isIdempotent?: boolean;
  /** Milliseconds for everything: all attempts and the pauses between them. Default: no limit. */
  readonly withinMs?: number;
}

/** One call on its way through the policies; work is given it and hears by it that it is over. */
export interface Call {
  /** Aborted when nobody waits for the result any more. Made when it is first asked for. */
  readonly signal: AbortSignal;
  readonly isIdempotent: boolean;
  /** The instant by the monotonic clock at which all is over; Infinity where there is none. */
  readonly deadline: number;
  readonly isAborted: boolean;
  /** Hears once of the end of the call; the function given back takes the listener away. */
  readonly onAbort: (listener: (reason: unknown) => void) => () => void;
  /** A call inside of this one: it ends with this one, or alone. */
  readonly inner: (deadline: number) => InnerCall;
}

/** A call that its policy can end. */
export interface InnerCall extends Call {
  readonly abort: (reason: unknown) => void;
  /** Takes it off the outer call once it is settled. */
  readonly detach: () => void;
}

const NOTHING = (): void => undefined;

/**
 * A class, because there is one for each call of each policy: closures over its state would cost more
 * than the policies do. The AbortController, dear to make (half a microsecond), is made on demand.
 */
class Scope implements InnerCall {
  readonly isIdempotent: boolean;
  readonly deadline: number;
  #controller: AbortController | undefined;
  #listeners: Set<(reason: unknown) => void> | undefined;
  #isAborted = false;
  #reason: unknown;
  /** Nobody can end the outermost call where it was given no signal: nothing listens to it then. */
  readonly #canAbort: boolean;
  detach: () => void = NOTHING;

  constructor(isIdempotent: boolean, deadline: number, canAbort: boolean) {
    this.isIdempotent = isIdempotent;
    this.deadline = deadline;
    this.#canAbort = canAbort;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isAborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  onAbort(listener: (reason: unknown) => void): () => void {
    if (!this.#canAbort) return NOTHING;
    if (this.#isAborted) {
      listener(this.#reason);
      return NOTHING;
    }
    this.#listeners ??= new Set();
    const listeners = this.#listeners;
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  inner(deadline: number): InnerCall {
    const inner = new Scope(this.isIdempotent, Math.min(this.deadline, deadline), true);
    if (this.#canAbort) inner.detach = this.onAbort((reason) => inner.abort(reason));
    return inner;
  }

  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    for (const listener of this.#listeners ?? []) listener(reason);
    this.#listeners = undefined;
  }
}

/** Begins a call. `clock` is monotonic. Its `detach` takes it off the signal of the options. */
export const createCall = (clock: Clock, options: CallOptions = {}): InnerCall => {
  const { signal, withinMs } = options;
  const deadline = withinMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + withinMs;
  const call = new Scope(options.isIdempotent ?? false, deadline, signal !== undefined);
  if (signal?.aborted) call.abort(signal.reason);
  else if (signal !== undefined) {
    const end = (): void => call.abort(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    call.detach = () => signal.removeEventListener("abort", end);
  }
  return call;
};
