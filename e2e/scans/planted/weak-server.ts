import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that lets every client take its time. */
export interface WeakServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Has room for so many, as programs with a thread for each have. */
const ROOM = 300;
const LARGE = "x".repeat(4_000_000);

/** Starts Node's own server with all of its time-outs off. */
export const startWeakServer = async (): Promise<WeakServer> => {
  const server = createServer((raw, response) => {
    raw.resume();
    raw.once("end", () => response.end(raw.url === "/large" ? LARGE : "ok"));
  });
  Object.assign(server, { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0, timeout: 0 });
  server.maxConnections = ROOM;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
