import type { IncomingMessage } from "node:http";
import { request as secureRequest } from "node:https";
import type { Duplex } from "node:stream";
import { nodeHttp } from "#core";
import type { Outgoing } from "./upstreams.ts";

/** What an upstream says to the wish to leave HTTP. */
export interface UpgradeAnswer {
  readonly upstream: string;
  readonly response: IncomingMessage;
  /** The connection that is a WebSocket now; undefined where the upstream answered in HTTP. */
  readonly switched: { readonly socket: Duplex; readonly head: Uint8Array } | undefined;
}

/**
 * Asks an upstream for a WebSocket. Rejects when it cannot be reached or breaks off, with the codes of
 * node:net. `named` is told as the host; the upstream's own where none is given.
 */
export const askForUpgrade = (
  origin: string,
  { target, headers, signal }: Pick<Outgoing, "target" | "headers" | "signal">,
  named?: string,
): Promise<UpgradeAnswer> =>
  new Promise((resolve, reject) => {
    const { host, hostname, port, protocol } = new URL(origin);
    const isSecure = protocol === "https:";
    const asking = (isSecure ? secureRequest : nodeHttp.request)({
      hostname,
      port: port === "" ? (isSecure ? 443 : 80) : port,
      path: target,
      agent: false,
      signal,
      headers: [...headers, "Host", named ?? host, "Connection", "Upgrade", "Upgrade", "websocket"],
    });
    asking.once("error", reject);
    asking.once("response", (response) =>
      resolve({ upstream: origin, response, switched: undefined }),
    );
    asking.once("upgrade", (response, socket, head) =>
      resolve({ upstream: origin, response, switched: { socket, head } }),
    );
    asking.end();
  });
