import { isIP } from "node:net";
import { outboundErrors } from "./errors.ts";
import { isPublicAddress } from "./public-address.ts";

const MAX_URL = 2_048;

/** Which URLs a call may go to, redirects included. */
export interface TargetRules {
  /** Host names, or "*.example.com" for all below one; undefined for every public one. */
  readonly hosts: readonly string[] | undefined;
  readonly ports: readonly number[];
  readonly allowHttp: boolean;
}

/** Why a URL is refused. */
export type UrlFault = "malformed" | "scheme" | "userinfo" | "host" | "port";

const refused = (reason: UrlFault) =>
  outboundErrors.make.OUTBOUND_URL_REFUSED({
    detail: `This URL cannot be called: ${reason}`,
    extra: { reason },
  });

/** The host of a URL without the brackets of IPv6. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

/** Names of no public host: of one word, with a dot at the end, or reserved (RFC 6761, 6762, 8375). */
const isOwnName = (host: string): boolean =>
  !host.includes(".") ||
  host.endsWith(".") ||
  /\.(?:localhost|local|internal|intranet|lan|home|corp|private|test|invalid|onion|home\.arpa)$/.test(
    host,
  );

const isListed = (host: string, hosts: readonly string[]): boolean =>
  hosts.some((entry) => {
    const name = entry.toLowerCase();
    return name.startsWith("*.") ? host.endsWith(name.slice(1)) : host === name;
  });

/** The port that a URL means. */
export const portOf = (url: URL): number =>
  url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);

/**
 * Reads a URL as browsers do, so that numbers in any base are the address that they mean, and
 * checks all that can be checked without asking anybody. Connect to what this gives back, never to
 * the text: another parser may read it differently.
 * @throws {AppError} OUTBOUND_URL_REFUSED; OUTBOUND_ADDRESS_REFUSED for an address that is not public.
 */
export const requireTarget = (text: string, base: string | undefined, rules: TargetRules): URL => {
  if (text.length > MAX_URL || !URL.canParse(text, base)) throw refused("malformed");
  const url = new URL(text, base);
  const isPlain = url.protocol === "http:";
  if (!(url.protocol === "https:" || (isPlain && rules.allowHttp))) throw refused("scheme");
  if (url.username !== "" || url.password !== "") throw refused("userinfo");
  const host = bareHost(url);
  if (isIP(host) === 0 ? isOwnName(host) : !isPublicAddress(host)) {
    throw outboundErrors.make.OUTBOUND_ADDRESS_REFUSED();
  }
  if (rules.hosts !== undefined && !isListed(host, rules.hosts)) throw refused("host");
  if (!rules.ports.includes(portOf(url))) throw refused("port");
  url.hash = "";
  return url;
};
