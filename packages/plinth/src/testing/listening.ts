import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A plain server that listens on a port of this machine. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Ends it at once, with every connection that it holds. */
  readonly close: () => Promise<void>;
}

/** Has a server listen on 127.0.0.1; port 0 takes a free one. */
export const listen = async (server: Server, port = 0): Promise<Listening> => {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
