import { LAME_DUCK_MS } from "#app";

/** What was asked for by a signal. */
export interface StopAsked {
  /** How long those who keep connections are still answered before these are closed. */
  readonly lameDuckMs: number;
}

/**
 * Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. A supervisor, who
 * sends the first, has the time; who types Ctrl+C waits for it, and gets the end at once.
 */
export const stopSignal = (): Promise<StopAsked> =>
  new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve({ lameDuckMs: signal === "SIGTERM" ? LAME_DUCK_MS : 0 });
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
