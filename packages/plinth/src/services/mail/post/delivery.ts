import type { Clock } from "#core";
import { isOwnRefusal } from "#resilience";
import { HopelessJob, type JobContext, type OpenTransaction, originFields } from "#services/jobs";
import { type Logger, redactText } from "#telemetry";
import { type Static, Type } from "#vendor/typebox";
import type { Mailer } from "../mail.ts";
import type { MailOutcome } from "./contract.ts";
import { refusalOf } from "./refusal.ts";
import type { AddressDigests, MailRepository } from "./repository.ts";

/** What is kept of a mail that waits. */
export const LetterSchema = Type.Object(
  {
    to: Type.String(),
    replyTo: Type.Optional(Type.String()),
    subject: Type.String(),
    text: Type.String(),
    kind: Type.String(),
    /** Absent where it is English, as it was before there were others. */
    language: Type.Optional(Type.String()),
    most: Type.Integer(),
    withinMs: Type.Integer(),
    /** Milliseconds since the epoch. */
    usefulUntil: Type.Integer(),
  },
  { additionalProperties: false },
);

/** See {@link LetterSchema}. */
export type Letter = Static<typeof LetterSchema>;

/** What deliveries are made with. */
export interface DeliveryParts {
  readonly repository: MailRepository;
  readonly mailer: Pick<Mailer, "send">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly digestsOf: (address: string) => AddressDigests;
  /** Names the mail for good, whichever attempt sends it. */
  readonly messageIdOf: (id: string) => string;
  readonly onOutcome: (kind: string, outcome: MailOutcome) => void;
}

const MAX_DETAIL = 200;

/** The part behind the @. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/** What somebody elsewhere said, as it may be kept and shown: no address, no secret, no length. */
export const detailOf = (said: string): string => {
  const words = said.split(/[\p{C}\s]+/u).map((word) => (word.includes("@") ? "…" : word));
  return redactText(words.join(" ")).slice(0, MAX_DETAIL);
};

/** What the server said, or else what the client did. */
const wordsOf = (fault: unknown): string => {
  const { response, message } = fault as { readonly response?: string; readonly message?: string };
  return response ?? message ?? "It could not be sent.";
};

/** Builds what does one attempt to send a mail. */
export const createDelivery = (parts: DeliveryParts) => {
  const { repository, mailer, clock, log, digestsOf, onOutcome } = parts;

  /** Why a mail is left out; undefined where it is not. */
  const reasonToLeaveOut = async (
    letter: Letter,
    jobId: string,
  ): Promise<"expired" | "suppressed" | "limited" | undefined> => {
    if (clock.now() > letter.usefulUntil) return "expired";
    const digests = digestsOf(letter.to);
    const known = await repository.findSuppression(digests);
    if (known !== undefined) return "suppressed";
    const { most, withinMs } = letter;
    const kind = { name: letter.kind, most, withinMs };
    return (await repository.admit({ jobId, addressHash: digests.present, kind }))
      ? undefined
      : "limited";
  };

  const suppress = (to: string, words: string): Promise<void> =>
    repository.suppress(digestsOf(to), {
      domain: domainOf(to),
      reason: "refused",
      detail: detailOf(words),
      created_at: clock.now(),
    });

  const failed = async (letter: Letter, context: JobContext, fault: unknown): Promise<never> => {
    const refusal = refusalOf(fault);
    const words = wordsOf(fault);
    if (refusal === "address") await suppress(letter.to, words);
    // What a breaker refused was not tried, and is no attempt.
    const isOver = refusal !== "later" || (context.isLast && !isOwnRefusal(fault));
    if (isOver) await repository.count(letter.kind, "failed");
    onOutcome(letter.kind, isOver ? "failed" : "delayed");
    // A server's answer repeats the address; a breaker's refusal must stay what it is.
    if (refusal !== "later") throw new HopelessJob(detailOf(words));
    if (words.includes("@")) throw new Error(detailOf(words));
    throw fault;
  };

  return async (letter: Letter, context: JobContext): Promise<void> => {
    const { id, complete, origin } = context;
    const end = async (outcome: Exclude<MailOutcome, "delayed" | "failed">): Promise<void> => {
      const count = (tx: OpenTransaction) => repository.count(letter.kind, outcome, tx);
      await complete(count, { isolation: "read committed" });
      onOutcome(letter.kind, outcome);
      log.info("a mail came to its end", {
        id,
        kind: letter.kind,
        outcome,
        ...originFields(origin),
      });
    };
    const reason = await reasonToLeaveOut(letter, id);
    if (reason !== undefined) return end(reason);
    const { to, replyTo, subject, text, language } = letter;
    try {
      await mailer.send({
        id,
        messageId: parts.messageIdOf(id),
        to,
        ...(replyTo === undefined ? {} : { replyTo }),
        subject,
        text,
        ...(language === undefined ? {} : { language }),
      });
    } catch (fault) {
      return failed(letter, context, fault);
    }
    // From here on a process that dies sends it again, under the same Message-ID.
    return end("sent");
  };
};
