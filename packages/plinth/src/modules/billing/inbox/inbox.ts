import type { Clock, Events, Secret } from "#core";
import { billingErrors } from "../errors.ts";
import type { BillingRepository } from "../ledger/repository.ts";
import type { EventOutcome, EventRow } from "../ledger/rows.ts";
import { NOTHING, type Sync } from "../sync/sync.ts";
import { type BillingEvent, readEvent } from "./event.ts";
import { signatureFault } from "./signature.ts";

/** A message as it came in. */
export interface IncomingMessage {
  /** The bytes exactly as they came: the signature is over them. */
  readonly bytes: Uint8Array;
  readonly signature: string | undefined;
  /** The same, parsed and of the declared shape. */
  readonly body: Parameters<typeof readEvent>[0];
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What was done with a message. */
export type InboxOutcome = EventOutcome | "duplicate" | "refused" | "failed";

/** What the inbox is built from. */
export interface InboxParts {
  /** Without it every message is refused. */
  readonly secret: Secret | undefined;
  readonly clock: Clock;
  readonly events: Events;
  readonly repository: Pick<BillingRepository, "hasEvent" | "accountOf" | "payerOf">;
  readonly sync: Sync;
  readonly count: (outcome: InboxOutcome) => void;
}

/** Takes in what the payment service tells. */
export interface Inbox {
  /**
   * Resolves when the event and its effects are durable, or were before.
   * @throws {AppError} WEBHOOK_REFUSED for a signature that does not hold, and for every message
   * where no secret is set; what looking it up or writing it rejects with. Who sent it sends it again then.
   */
  readonly receive: (message: IncomingMessage) => Promise<EventOutcome | "duplicate">;
}

/** Builds the inbox (QB-05). */
export const createInbox = (parts: InboxParts): Inbox => {
  const { secret, clock, events, repository, sync, count } = parts;

  const faultOf = ({ signature: header, bytes: body }: IncomingMessage) =>
    secret === undefined
      ? "no secret"
      : signatureFault({ secret: secret.reveal(), header, body, now: clock.now() });

  const requireGenuine = (message: IncomingMessage): void => {
    const fault = faultOf(message);
    if (fault === undefined) return;
    count("refused");
    const { requestId, clientAddress } = message;
    const about = { severity: "warning", requestId, clientAddress, data: { fault } } as const;
    events.emit("security", { name: "webhook.refused", ...about });
    throw billingErrors.make.WEBHOOK_REFUSED();
  };

  const ownerOf = async ({ customer, touched }: BillingEvent): Promise<string | undefined> => {
    if (customer !== undefined) return repository.accountOf(customer);
    const [payment] = touched?.payments ?? [];
    return payment === undefined ? undefined : repository.payerOf(payment);
  };

  const take = async (event: BillingEvent): Promise<EventOutcome | "duplicate"> => {
    if (await repository.hasEvent(event.id)) return "duplicate";
    const isOurs = event.touched !== undefined && (await ownerOf(event)) !== undefined;
    const outcome = isOurs ? "applied" : event.touched === undefined ? "ignored" : "unmatched";
    const row: EventRow = {
      id: event.id,
      type: event.type,
      object: event.object,
      created_at: event.createdAt,
      received_at: clock.now(),
      outcome,
    };
    const touched = isOurs ? (event.touched ?? NOTHING) : NOTHING;
    const { isNew } = await sync.look({ touched, event: row });
    return isNew ? outcome : "duplicate";
  };

  return {
    receive: async (message) => {
      requireGenuine(message);
      try {
        const outcome = await take(readEvent(message.body));
        count(outcome);
        return outcome;
      } catch (fault) {
        count("failed");
        throw fault;
      }
    },
  };
};
