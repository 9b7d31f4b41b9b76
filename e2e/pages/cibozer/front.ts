import { createServer, request } from "node:http";
import { listen } from "../../../packages/plinth/src/testing/listening.ts";

/** What stands before a server in a test, and can be cut off or serve another build. */
export interface Front {
  readonly url: string;
  /** While false every connection is cut, as with no network. */
  readonly setUp: (isUp: boolean) => void;
  /** Drops answers to a path once they have come: done, but never told. */
  readonly loseAnswers: (path: RegExp | undefined) => void;
  /** The paths whose answers were dropped so. */
  readonly losses: readonly string[];
  /** What replaces the version inside /sw.js, as a new build would. */
  readonly setVersion: (version: string) => void;
  /** Calls that arrived and changed something: method, path, key. */
  readonly changes: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts it on a free port of loopback, before `target`. */
export const startFront = async (target: string): Promise<Front> => {
  const { hostname, port } = new URL(target);
  const changes: string[] = [];
  let isUp = true;
  let lost: RegExp | undefined;
  const losses: string[] = [];
  let version: string | undefined;
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url: path = "/" } = incoming;
    if (!isUp) {
      incoming.socket.destroy();
      return;
    }
    if (method !== "GET") {
      changes.push(`${method} ${path} ${String(incoming.headers["idempotency-key"] ?? "")}`);
    }
    const isWorker = path === "/sw.js";
    const headers = isWorker ? { host: incoming.headers.host ?? "" } : incoming.headers;
    const forward = request({ hostname, port, method, path, headers }, (answer) => {
      if (lost?.test(path) === true) {
        losses.push(path);
        answer.resume();
        answer.on("end", () => incoming.socket.destroy());
        return;
      }
      if (!isWorker || version === undefined) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const { "content-length": _length, etag: _tag, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, rest);
        outgoing.end(text.replace(/(version\\?":\\?")[0-9a-f]+/, `$1${version}`));
      });
    });
    forward.setTimeout(30_000, () => forward.destroy());
    forward.on("error", () => incoming.socket.destroy());
    incoming.pipe(forward);
  });
  const { url, close } = await listen(server);
  return {
    url,
    setUp: (next) => {
      isUp = next;
      if (!next) server.closeAllConnections();
    },
    loseAnswers: (path) => {
      lost = path;
    },
    losses,
    setVersion: (next) => {
      version = next;
    },
    changes,
    close,
  };
};
