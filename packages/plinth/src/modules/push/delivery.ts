import type { Clock, Random } from "#core";
import { encryptPush, readPushRecipient } from "#crypto";
import { HopelessJob, type JobContext, originFields, PostponedJob } from "#services/jobs";
import { type OutboundResponse, retryAfterMs } from "#services/outbound";
import type { Logger } from "#telemetry";
import type { Addresses } from "./addresses.ts";
import type { ApplicationKeys } from "./application-key.ts";
import type { PushServices } from "./push-services.ts";
import type { PushRepository } from "./repository.ts";
import type { PushLetter } from "./schema.ts";

/**
 * What became of a message: "gone" where the browser let go of its subscription, "signed-out" where
 * its session is over, "expired" where it was too late to be of use.
 */
export type PushOutcome = "sent" | "delayed" | "failed" | "gone" | "signed-out" | "expired";

/** What deliveries are made with. */
export interface DeliveryParts {
  readonly repository: PushRepository;
  readonly addresses: Addresses;
  readonly keys: Pick<ApplicationKeys, "get">;
  readonly services: PushServices;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Whom operators of push services may write to. */
  readonly contact: () => string | undefined;
  readonly onOutcome: (kind: string, outcome: PushOutcome) => void;
}

/** RFC 8030 section 7.3, and what services answer in practice: the subscription is over. */
const GONE: readonly number[] = [404, 410];

const SECOND_MS = 1_000;

/** How a message ends by an answer, or how long its service wants to be left alone; undefined: given up. */
const meaningOf = (
  answer: OutboundResponse,
  usefulMs: number,
): "sent" | "gone" | "expired" | { readonly pauseMs: number } | undefined => {
  const { status } = answer;
  if (GONE.includes(status)) return "gone";
  if (status < 300) return "sent";
  if (status !== 429 && status < 500) return undefined;
  // RFC 8030 section 8.4: services that are asked too often say when to ask again.
  const pauseMs = retryAfterMs(answer) ?? 0;
  return pauseMs > usefulMs ? "expired" : { pauseMs };
};

/** Builds what does one attempt to send a message to one browser. */
export const createDelivery = (parts: DeliveryParts) => {
  const { repository, addresses, keys, services, clock, random, log, onOutcome } = parts;

  /** Asks the push service to pass a message on (RFC 8030 section 5). */
  const post = async (
    letter: PushLetter,
    address: { readonly endpoint: string; readonly p256dh: string; readonly auth: string },
    signal: AbortSignal,
  ): Promise<OutboundResponse> => {
    const service = services.of(address.endpoint);
    const recipient = readPushRecipient(address);
    if (service === undefined || recipient === undefined) {
      throw new HopelessJob("its push service is not allowed any more (PUSH_SERVICES)");
    }
    const now = clock.now();
    const audience = new URL(address.endpoint).origin;
    const key = await keys.get();
    return service.request(address.endpoint, {
      method: "POST",
      headers: {
        authorization: key.authorization({ audience, contact: parts.contact(), now }),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: `${Math.max(0, Math.floor((letter.usefulUntil - now) / SECOND_MS))}`,
        urgency: letter.urgency,
        topic: letter.kind,
      },
      body: encryptPush(recipient, letter.text, random),
      maxRedirects: 0,
      signal,
    });
  };

  return async (letter: PushLetter, context: JobContext): Promise<void> => {
    const { subscriptionId: id, kind } = letter;
    const end = async (outcome: "sent" | "gone" | "signed-out" | "expired"): Promise<void> => {
      await context.complete<unknown, void>((tx) => {
        if (outcome === "sent") return repository.markSent(id, clock.now(), tx);
        return outcome === "expired" ? Promise.resolve() : repository.removeDead(id, tx);
      });
      onOutcome(kind, outcome);
      const origin = originFields(context.origin);
      log.info("a push message came to its end", { id: context.id, kind, outcome, ...origin });
    };
    if (clock.now() > letter.usefulUntil) return end("expired");
    const row = await repository.findLive(id, clock.now());
    if (row === undefined) return end("signed-out");
    let answer: OutboundResponse;
    try {
      answer = await post(letter, await addresses.open(row), context.signal);
    } catch (fault) {
      const isOver = context.isLast || fault instanceof HopelessJob;
      onOutcome(kind, isOver ? "failed" : "delayed");
      throw fault;
    }
    const meaning = meaningOf(answer, letter.usefulUntil - clock.now());
    if (typeof meaning === "string") return end(meaning);
    onOutcome(kind, meaning !== undefined && !context.isLast ? "delayed" : "failed");
    // What the service says may repeat the address, which is a secret: its status is enough.
    const words = `the push service answered ${answer.status}`;
    throw meaning === undefined ? new HopelessJob(words) : new PostponedJob(words, meaning.pauseMs);
  };
};
