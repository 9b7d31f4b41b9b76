import { type Clock, type Events, platformErrors } from "#core";
import type { KeySigning, RequestContext, StageFactory } from "#http";
import type { SignedMessage } from "#signatures";
import type { Metrics } from "#telemetry";
import { type Judgement, type SignatureRefusal, verifySignature } from "./verify.ts";

const REFUSALS: readonly SignatureRefusal[] = [
  "missing",
  "malformed",
  "no-key",
  "coverage",
  "time",
  "digest",
  "signature",
  "replay",
];

/** What the check is made from. */
export interface SigningOptions {
  readonly signing: KeySigning;
  /** The application's own public URL; asked at each check because a port may be known late. */
  readonly ownOrigin: () => string;
  readonly clock: Clock;
  readonly events: Events;
  readonly metrics: Metrics;
}

/** One answer for every reason (KEY-03): it says what to sign (RFC 9421 section 5.1). */
const refusal = () =>
  platformErrors.make.SIGNATURE_INVALID({
    headers: {
      "WWW-Authenticate": 'Bearer realm="api"',
      "Accept-Signature": 'sig=("@method" "@target-uri" "content-digest");created;nonce;keyid',
    },
  });

/**
 * The request as the client sent it. Its target is our public URL and the path as written, because
 * a proxy may change the Host header.
 */
const messageOf = ({ raw }: RequestContext, ownOrigin: string): SignedMessage => ({
  method: raw.method ?? "",
  targetUri: `${ownOrigin}${raw.url ?? ""}`,
  header: (name) => raw.headersDistinct[name],
});

const NO_BODY = new Uint8Array(0);

/**
 * Builds the stage for place `authenticate`, after the caller is known: callers with an API key
 * sign requests to routes with `signed`, by a secret that is not in the request (KEY-03, P-087). A
 * request is accepted once.
 */
export const createSigning = (options: SigningOptions): StageFactory => {
  const { signing, clock, events } = options;
  const refusals = options.metrics.counter({
    name: "signature_refusals_total",
    help: "Requests refused because of their signature, by reason",
    labels: ["reason"],
  });
  const counters = new Map(REFUSALS.map((reason) => [reason, refusals.child({ reason })]));

  const refuse = (context: RequestContext, reason: SignatureRefusal): never => {
    counters.get(reason)?.inc();
    events.emit("security", {
      name: "signature.refused",
      severity: reason === "missing" ? "info" : "warning",
      requestId: context.requestId,
      clientAddress: context.clientAddress,
      ...(context.principal === undefined ? {} : { subject: context.principal.userId }),
      data: {
        reason,
        key: context.principal?.key?.id ?? "",
        route: context.route.policy.path,
      },
    });
    throw refusal();
  };

  const requireNew = async (
    context: RequestContext,
    keyId: string,
    { nonce, until }: Judgement,
  ): Promise<void> => {
    if (!(await signing.useNonce(keyId, nonce, until))) refuse(context, "replay");
  };

  const check = async (context: RequestContext, keyId: string): Promise<void> => {
    const key = await signing.keyOf(keyId);
    if (key === undefined) return refuse(context, "no-key");
    const judgement = verifySignature({
      message: messageOf(context, options.ownOrigin()),
      body: context.rawBody ?? NO_BODY,
      keyId,
      key,
      now: clock.now(),
    });
    if (typeof judgement === "string") return refuse(context, judgement);
    return requireNew(context, keyId, judgement);
  };

  return (policy) => {
    if (!policy.signed) return undefined;
    return (context) => {
      const keyId = context.principal?.key?.id;
      return keyId === undefined ? undefined : check(context, keyId);
    };
  };
};
