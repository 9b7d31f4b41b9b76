import type { Keyring } from "#crypto";
import type { Principal } from "#http";

/** Purpose of the key that signs what upstreams are told; the key itself is given to them. */
const PURPOSE = "gateway identity";
/** First line of what is signed; another format would have another one. */
const FORMAT = "plinth-1";

/** What an upstream is told of one request. */
export interface Told {
  /** As in the request line that the upstream gets. */
  readonly method: string;
  readonly target: string;
  /** Undefined where nobody is signed in, or the route does not ask. */
  readonly principal: Principal | undefined;
  readonly requestId: string;
}

/** Tells upstreams who calls, so that they can be sure it was the gateway that told them. */
export interface IdentityHeaders {
  /** Name, value, name, value. */
  readonly tell: (told: Told) => readonly string[];
}

/**
 * Builds the identity headers (GW-01). Plinth-Signature is HMAC-SHA256 in base64url over nine lines:
 * format, time, method, target, user, role, tier, session, request id; an empty line for each that
 * is not there. `now` gives milliseconds since the epoch; Plinth-Timestamp has seconds.
 */
export const createIdentityHeaders = (keyring: Keyring, now: () => number): IdentityHeaders => ({
  tell: ({ method, target, principal, requestId }) => {
    const timestamp = String(Math.floor(now() / 1_000));
    const who =
      principal === undefined
        ? []
        : [principal.userId, principal.role, principal.tier, principal.sessionId];
    const [user = "", role = "", tier = "", session = ""] = who;
    const lines = [FORMAT, timestamp, method, target, user, role, tier, session, requestId];
    const named = ["Plinth-User", user, "Plinth-Role", role, "Plinth-Tier", tier];
    return [
      ...(principal === undefined ? [] : [...named, "Plinth-Session", session]),
      "Plinth-Request-Id",
      requestId,
      "Plinth-Timestamp",
      timestamp,
      "Plinth-Signature",
      keyring.hmac(PURPOSE, lines.join("\n")),
    ];
  },
});

/** The key that upstreams verify with, as base64url of 32 bytes. Whoever has it can forge. */
export const identityKey = (keyring: Keyring): string =>
  keyring.derive(PURPOSE).export().toString("base64url");
