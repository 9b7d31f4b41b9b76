import { createServer, request as sendOn } from "node:http";
import type { AddressInfo } from "node:net";

/** A door before a server; `close` shuts it. */
export interface Door {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Lets everything through as it is, and ends a stream of events after what comes first: scanners wait
 * for the end of an answer, and a stream has none.
 */
export const openShortStreams = async (target: string): Promise<Door> => {
  const { host, hostname, port } = new URL(target);
  const server = createServer((request, reply) => {
    const { method, url: path, headers } = request;
    const onward = sendOn({ hostname, port, method, path, headers: { ...headers, host } });
    onward.on("response", (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      if (answer.headers["content-type"]?.startsWith("text/event-stream") !== true) {
        answer.pipe(reply);
        return;
      }
      answer.once("data", (first: Buffer) => {
        reply.end(first);
        onward.destroy();
      });
    });
    onward.on("error", () => reply.destroy());
    request.pipe(onward);
  });
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
