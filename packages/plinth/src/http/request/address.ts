import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv4 } from "node:net";

/** Who called, as far as the declared proxies can be believed. */
export interface ClientOrigin {
  readonly address: string;
  readonly secure: boolean;
}

/** Finds the client of a request. */
export type OriginResolver = (request: IncomingMessage) => ClientOrigin;

/** Whether an address, as resolvers give it, is of this machine itself. */
export const isLoopback = (address: string): boolean =>
  address === "::1" || (isIPv4(address) && address.startsWith("127."));

/** Longest text that can be an address, with zone, brackets and port. */
const LONGEST = 80;

/** Some proxies name the port as well, and then brackets around IPv6 (RFC 7239 section 6). */
const withoutPort = (text: string): string =>
  /^\[([^\]]{2,64})\](?::\d{1,5})?$/.exec(text)?.[1] ??
  /^(\d[\d.]{6,14}):\d{1,5}$/.exec(text)?.[1] ??
  text;

/** "::ffff:10.0.0.1" is 10.0.0.1; anything that is no address is undefined. */
const normalise = (text: string): string | undefined => {
  if (text.length > LONGEST) return undefined;
  const bare = withoutPort(text.trim()).replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
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

/** What is known of an address that was seen before. */
interface Known {
  readonly address: string | undefined;
  readonly isTrusted: boolean;
}

/** Addresses kept; the memory starts anew when it is full, so no flood of them grows it. */
const MAX_KNOWN = 4_096;

/** Parsing and matching an address costs microseconds, and the same few come again and again. */
const createAddressBook = (trustedProxies: readonly string[]): ((text: string) => Known) => {
  const trusted = blockListOf(trustedProxies);
  const book = new Map<string, Known>();
  return (text) => {
    const found = book.get(text);
    if (found !== undefined) return found;
    const address = normalise(text);
    const isTrusted =
      address !== undefined && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
    const known: Known = { address, isTrusted };
    if (book.size >= MAX_KNOWN) book.clear();
    book.set(text, known);
    return known;
  };
};

/**
 * Builds a resolver. X-Forwarded-For is read right to left and only while the hop before it is a
 * declared proxy (RL-07, P-075): the first address that is not one is the client. X-Forwarded-Proto
 * counts only when the direct peer is a declared proxy.
 */
export const createOriginResolver = (trustedProxies: readonly string[]): OriginResolver => {
  const look = createAddressBook(trustedProxies);

  const throughProxies = (request: IncomingMessage, peer: string): ClientOrigin => {
    const forwarded = request.headers["x-forwarded-for"];
    const text = Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "");
    let address = peer;
    // Text by text from its end, without a list: it is one address nearly always.
    let end = text.length;
    while (end >= 0) {
      const comma = end === 0 ? -1 : text.lastIndexOf(",", end - 1);
      const hop = look(text.slice(comma + 1, end).trim());
      if (hop.address === undefined) break;
      address = hop.address;
      if (!hop.isTrusted) break;
      end = comma;
    }
    return { address, secure: request.headers["x-forwarded-proto"] === "https" };
  };

  return (request) => {
    const { socket } = request;
    const peer = look(socket.remoteAddress ?? "");
    const address = peer.address ?? "unknown";
    if (peer.isTrusted) return throughProxies(request, address);
    return { address, secure: "encrypted" in socket };
  };
};
