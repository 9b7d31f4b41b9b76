import { type PeerCertificate, TLSSocket } from "node:tls";
import { overhear, rawHead } from "../../connection.ts";
import { NoAnswerError } from "../../exchange.ts";
import type { Offer } from "../../opening/offer.ts";
import { BlockedError } from "../../probe.ts";
import type { Target } from "../../target.ts";

/** What came of a handshake. */
export interface Handshake {
  /** Why there was none, in a word; undefined where there was one. */
  readonly refusal: string | undefined;
  readonly version: string | undefined;
  readonly cipher: string | undefined;
  readonly certificate: PeerCertificate | undefined;
}

/** How the reason begins where this machine cannot make an offer. */
export const UNOFFERABLE = "the offer could not be made";

const REFUSED = { version: undefined, cipher: undefined, certificate: undefined } as const;

/**
 * Shakes hands with a target as an offer says, and ends the connection.
 * @throws {BlockedError} when this machine cannot make the offer at all, or nobody is there.
 */
export const shakeHands = async (target: Target, offer: Offer = {}): Promise<Handshake> => {
  try {
    const socket = await target.open(offer);
    const secure = socket instanceof TLSSocket ? socket : undefined;
    const handshake: Handshake = {
      refusal: secure === undefined ? "no TLS" : undefined,
      version: secure?.getProtocol() ?? undefined,
      cipher: secure?.getCipher().name,
      certificate: secure?.getPeerCertificate(true),
    };
    socket.destroy();
    return handshake;
  } catch (fault) {
    if (fault instanceof NoAnswerError && fault.kind !== "unreachable") {
      return { ...REFUSED, refusal: fault.message };
    }
    if (fault instanceof BlockedError) throw fault;
    throw new BlockedError(`${UNOFFERABLE}: ${String(fault).slice(0, 120)}`);
  }
};

const WAIT_MS = 3_000;

/** What a port says to a request without encryption; undefined where nobody listens. */
export const speakPlainly = async (
  target: Target,
  port?: number,
): Promise<{ readonly status: number; readonly location: string } | undefined> => {
  try {
    const socket = await target.open({ isPlain: true, ...(port === undefined ? {} : { port }) });
    const { host } = new URL(target.url);
    const head = rawHead("GET / HTTP/1.1", `Host: ${host}`, "Connection: close");
    const { statuses, text } = await overhear(socket, head, WAIT_MS);
    const location = /^location: *(\S{1,300})/im.exec(text)?.[1] ?? "";
    return { status: statuses[0] ?? 0, location };
  } catch (fault) {
    if (fault instanceof NoAnswerError) return undefined;
    throw fault;
  }
};

/** Why probes about TLS do not apply. */
export const NO_TLS = "the target is looked at over plain HTTP";
