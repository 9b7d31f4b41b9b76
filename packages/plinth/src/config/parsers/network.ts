import { isIP } from "node:net";
import { Secret, splitServers } from "#core";
import type { Parsed, ValueType } from "../variables/variable.ts";

const parseUrl = (text: string): URL | undefined =>
  URL.canParse(text) ? new URL(text) : undefined;

/** RFC 1123 section 2.1; checked label by label because one pattern for all can be made to hang. */
const isHostName = (text: string): boolean =>
  text.length <= 253 &&
  text.split(".").every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,62})$/i.test(label));

/** A host name or address to listen on. */
export const hostName: ValueType<string> = {
  words: "host name or IP address",
  parse: (text) =>
    isIP(text) !== 0 || isHostName(text)
      ? { value: text }
      : { fault: "must be a host name or an IP address" },
};

const hostPatternFault = (item: string): string | undefined =>
  item === item.toLowerCase() && isHostName(item.replace(/^\*\./, "")) && item.includes(".", 2)
    ? undefined
    : "must list host names such as push.example.org or *.example.org, in lower case";

/** Hosts by name, or all below one: "*.example.org". */
export const hostPatternList: ValueType<readonly string[]> = {
  words: "JSON array of host names, *.name for all below one",
  parse: (text) => jsonList('["push.example.org"]', hostPatternFault)(text),
};

const isWeb = (url: URL): boolean => url.protocol === "https:" || url.protocol === "http:";

/** An origin that people reach the application under; https where it is exposed. */
export const publicOrigin: ValueType<string> = {
  words: "origin such as https://app.example.org, https in staging and production",
  parse: (text, profile) => {
    const url = parseUrl(text);
    if (url === undefined || !isWeb(url) || (text !== url.origin && text !== `${url.origin}/`)) {
      return { fault: "must be an origin such as https://app.example.org, without path or query" };
    }
    const isExposed = profile === "staging" || profile === "production";
    if (isExposed && url.protocol !== "https:") return { fault: `must be https in ${profile}` };
    return { value: url.origin };
  },
};

/** Reads a JSON array of texts and checks each; the fault names the position, not the text. */
export const jsonList =
  (example: string, faultOf: (item: string) => string | undefined) =>
  (text: string): Parsed<readonly string[]> => {
    let list: unknown;
    try {
      list = JSON.parse(text);
    } catch {
      list = undefined;
    }
    const isTexts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === "string");
    if (!isTexts(list)) return { fault: `must be a JSON array of texts such as ${example}` };
    for (const [index, item] of list.entries()) {
      const fault = faultOf(item);
      if (fault !== undefined) return { fault: `${fault} (entry ${index + 1})` };
    }
    return { value: [...new Set(list)] };
  };

const originFault = (item: string): string | undefined => {
  if (item.includes("*")) return "must list exact origins, a wildcard is not allowed";
  const url = parseUrl(item);
  return url === undefined || !isWeb(url) || url.origin !== item
    ? "must list exact origins such as https://app.example.org, in lower case, without path"
    : undefined;
};

/** Exact origins that may call from other sites (WEB-06). */
export const originList: ValueType<readonly string[]> = {
  words: "JSON array of exact origins",
  parse: jsonList('["https://app.example.org"]', originFault),
};

const rangeFault = (item: string, whole: string): string | undefined => {
  const [address = "", prefix, ...rest] = item.split("/");
  const family = address.includes("%") ? 0 : isIP(address);
  if (family === 0 || rest.length > 0) return "must list IP addresses or CIDR ranges";
  if (prefix === undefined) return undefined;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(bits <= (family === 4 ? 32 : 128))) return "must list ranges with a valid prefix length";
  return bits === 0 ? whole : undefined;
};

const proxyFault = (item: string): string | undefined =>
  rangeFault(item, "must not trust every address");

/** Reverse proxies whose forwarding headers are believed. */
export const proxyList: ValueType<readonly string[]> = {
  words: "JSON array of IP addresses and CIDR ranges",
  parse: jsonList('["10.0.0.0/8"]', proxyFault),
};

/** Callers by address, for lists of who is always or never let in. */
export const addressList: ValueType<readonly string[]> = {
  words: "JSON array of IP addresses and CIDR ranges",
  parse: jsonList('["192.0.2.0/24"]', (item) => rangeFault(item, "must not list every address")),
};

/** Whether user and password can be read; "%zz" stands for nothing. */
const hasReadableUser = ({ username, password }: URL): boolean => {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
};

/** A URL of certain schemes that holds credentials and is never shown. */
export const secretUrl = (example: string, ...schemes: readonly string[]): ValueType<Secret> => ({
  words: `URL such as ${example}`,
  parse: (text) => {
    // Of what Plinth connects to, only PostgreSQL may be several servers.
    const servers = schemes.includes("postgresql") ? splitServers(text) : [text];
    const isMeant = servers.every((server) => {
      const url = parseUrl(server);
      const isKnown = url !== undefined && schemes.includes(url.protocol.slice(0, -1));
      return isKnown && url.hostname !== "" && hasReadableUser(url);
    });
    return isMeant ? { value: new Secret(text) } : { fault: `must be a URL such as ${example}` };
  },
});

/** One "@" with something on both sides, and nothing that would end it in a header. */
const isPlainAddress = (text: string): boolean => {
  const parts = text.split("@");
  return parts.length === 2 && parts.every((part) => part !== "") && !/[\s<>]/.test(text);
};

const isSender = (text: string): boolean => {
  const open = text.indexOf("<");
  if (open === -1) return isPlainAddress(text);
  const name = text.slice(0, open);
  return !/[>@"]/.test(name) && text.endsWith(">") && isPlainAddress(text.slice(open + 1, -1));
};

/** A sender: an address, with or without a name before it. */
export const mailAddress: ValueType<string> = {
  words: "address such as Plinth <no-reply@example.org>",
  parse: (text) =>
    text.length <= 320 && isSender(text)
      ? { value: text }
      : { fault: "must be an address such as no-reply@example.org" },
};

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const DOMAIN_LABEL = /^[a-z0-9-]{1,63}$/;

/** One mail address that mail goes to, in lower case. */
export const plainAddress: ValueType<string> = {
  words: "address such as help@example.org",
  parse: (text) => {
    const [local = "", domain = "", ...more] = text.toLowerCase().split("@");
    const labels = domain.split(".");
    const isOne =
      text.length <= 254 &&
      more.length === 0 &&
      labels.length > 1 &&
      labels.every((label) => DOMAIN_LABEL.test(label)) &&
      local.split(".").every((part) => LOCAL_PART.test(part));
    return isOne
      ? { value: `${local}@${domain}` }
      : { fault: "must be one address such as help@example.org" };
  },
};
