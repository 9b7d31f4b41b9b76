import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An upstream that can be made to hang. */
export interface HangingUpstream {
  readonly origin: string;
  /** From now on requests for `/slow` are taken and not answered. */
  readonly hang: () => void;
  /** Answers again; what was held is let go unanswered. */
  readonly recover: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts an upstream on a free port of 127.0.0.1. */
export const startHangingUpstream = async (): Promise<HangingUpstream> => {
  const held = new Set<ServerResponse>();
  let isHanging = false;
  const server = createServer((request, response) => {
    request.resume();
    if (isHanging && request.url === "/slow") {
      held.add(response);
      response.once("close", () => held.delete(response));
      return;
    }
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hang: () => {
      isHanging = true;
    },
    recover: () => {
      isHanging = false;
      for (const response of held) response.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
