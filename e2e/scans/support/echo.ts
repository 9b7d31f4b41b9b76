import { connect } from "node:net";
import type { MarkedRequest } from "./sqlmap.ts";

/** An error that gave back what was sent. */
export interface Echo {
  readonly asked: string;
  readonly status: number;
  /** The part of the answer around what came back. */
  readonly around: string;
}

/** What a sweep saw. */
export interface Sweep {
  readonly echoes: readonly Echo[];
  /** Errors by status: what was not asked proves nothing. */
  readonly errors: Readonly<Record<string, number>>;
}

const TIMEOUT_MS = 15_000;

const around = (text: string, marker: string): string | undefined => {
  const at = text.toLowerCase().indexOf(marker.toLowerCase());
  return at < 0 ? undefined : text.slice(Math.max(0, at - 60), at + marker.length + 60);
};

/** Sends requests with a marker somewhere in each, and looks for it in head and body of each error. */
export const sweepForEchoes = async (
  url: string,
  marker: string,
  requests: Iterable<MarkedRequest & { readonly why: string }>,
): Promise<Sweep> => {
  const echoes: Echo[] = [];
  const errors: Record<string, number> = {};
  for (const { method, path, headers, body, why } of requests) {
    const reply = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (reply.status < 400) {
      // Only refusals are read; a stream of events would not end.
      await reply.body?.cancel();
      continue;
    }
    const text = await reply.text();
    errors[reply.status] = (errors[reply.status] ?? 0) + 1;
    const found = around(text, marker) ?? around(JSON.stringify([...reply.headers]), marker);
    if (found !== undefined) {
      echoes.push({ asked: `${method} ${path} (${why})`, status: reply.status, around: found });
    }
  }
  return { echoes, errors };
};

/** Sends bytes as they are; answers with all that comes back. */
export const sendRaw = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(text, "latin1"));
    let got = "";
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("no end in time")));
    socket.on("data", (chunk: Buffer) => {
      got += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
  });
