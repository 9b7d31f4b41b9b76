import { createServer, request as sendOn } from "node:http";
import { type Listening, listen } from "../../../packages/plinth/src/testing/listening.ts";

/**
 * Lets everything through as it is, and ends a stream of events after what comes first: scanners wait
 * for the end of an answer, and a stream has none.
 */
export const openShortStreams = (target: string): Promise<Listening> => {
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
  return listen(server);
};
