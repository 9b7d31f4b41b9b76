import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { forwardedHeaders } from "../contestants/contract.ts";

/**
 * The proxy that ends TLS in front of a production server, without the TLS: every request, also one
 * that a browser makes by itself (its service worker, robots.txt), arrives as forwarded from HTTPS.
 */
export async function startFront(
  port: number,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url: path = "/" } = incoming;
    const headers = { ...incoming.headers, ...forwardedHeaders };
    const asked = { agent, host: "127.0.0.1", port, method, path, headers };
    const forward = request(asked, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forward.on("error", () => incoming.socket.destroy());
    outgoing.on("close", () => forward.destroy());
    incoming.pipe(forward);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
