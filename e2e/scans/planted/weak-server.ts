import { createServer } from "node:http";
import { type Listening, listen } from "../../../packages/plinth/src/testing/listening.ts";

/** Has room for so many, as programs with a thread for each have. */
const ROOM = 300;
const LARGE = "x".repeat(4_000_000);

/** Starts Node's own server with all of its time-outs off: every client may take its time. */
export const startWeakServer = (): Promise<Listening> => {
  const server = createServer((raw, response) => {
    raw.resume();
    raw.once("end", () => response.end(raw.url === "/large" ? LARGE : "ok"));
  });
  Object.assign(server, { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0, timeout: 0 });
  server.maxConnections = ROOM;
  return listen(server);
};
