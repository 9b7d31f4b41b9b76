import { isIP } from "node:net";

/** Whom passkeys belong to (WebAuthn level 3 section 4, "relying party identifier"). */
export interface RelyingParty {
  /** A host name; passkeys are good for it and for nothing else. */
  readonly id: string;
  /** The one origin whose pages may use them. */
  readonly origin: string;
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1)$/;

const isLocalhost = (host: string): boolean => host === "localhost" || host.endsWith(".localhost");

/**
 * The relying party of an application at `publicUrl`; undefined where browsers have no passkeys: at
 * an IP address, which is no relying party identifier, and over plain HTTP other than at localhost.
 * With `mapsLoopback` an address such as 127.0.0.1 stands for localhost, under the same port.
 */
export const relyingPartyOf = (
  publicUrl: string,
  { mapsLoopback }: { readonly mapsLoopback: boolean },
): RelyingParty | undefined => {
  if (!URL.canParse(publicUrl)) return undefined;
  const url = new URL(publicUrl);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) {
    if (!mapsLoopback || !LOOPBACK.test(host)) return undefined;
    const port = url.port === "" ? "" : `:${url.port}`;
    return { id: "localhost", origin: `${url.protocol}//localhost${port}` };
  }
  const isSecure = url.protocol === "https:" || (url.protocol === "http:" && isLocalhost(host));
  return host === "" || !isSecure ? undefined : { id: host, origin: url.origin };
};
