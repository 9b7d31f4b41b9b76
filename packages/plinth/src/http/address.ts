import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Who called, as far as the declared proxies can be believed. */
export interface ClientOrigin {
  readonly address: string;
  readonly secure: boolean;
}

/** Finds the client of a request. */
export type OriginResolver = (request: IncomingMessage) => ClientOrigin;

/** "::ffff:10.0.0.1" is 10.0.0.1; anything that is no address is undefined. */
const normalise = (text: string): string | undefined => {
  const bare = text.trim().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return isIP(bare) === 0 ? undefined : bare;
};

const blockListOf = (proxies: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = "", prefix] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) throw new RangeError(`trusted proxy ${proxy} is not an address`);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
};

/**
 * Builds a resolver. X-Forwarded-For is read right to left and only while the hop before it is a
 * declared proxy (RL-07, P-075): the first address that is not one is the client. X-Forwarded-Proto
 * counts only when the direct peer is a declared proxy.
 */
export const createOriginResolver = (trustedProxies: readonly string[]): OriginResolver => {
  const trusted = blockListOf(trustedProxies);
  const isTrusted = (address: string): boolean =>
    trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  const throughProxies = (request: IncomingMessage, peer: string): ClientOrigin => {
    const forwarded = request.headers["x-forwarded-for"];
    const hops = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",");
    let address = peer;
    for (const hop of hops.reverse()) {
      const claimed = normalise(hop);
      if (claimed === undefined) break;
      address = claimed;
      if (!isTrusted(claimed)) break;
    }
    const protocol = request.headers["x-forwarded-proto"];
    return { address, secure: protocol === "https" };
  };

  return (request) => {
    const { socket } = request;
    const peer = normalise(socket.remoteAddress ?? "") ?? "unknown";
    if (trustedProxies.length > 0 && peer !== "unknown" && isTrusted(peer)) {
      return throughProxies(request, peer);
    }
    return { address: peer, secure: "encrypted" in socket };
  };
};
