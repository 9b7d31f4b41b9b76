import { type Clock, type IdGenerator, platformErrors } from "#core";
import { hashToken, type Resealed, readPushRecipient } from "#crypto";
import type { PersonalData } from "#modules/contract";
import {
  defineJob,
  type HandledJob,
  type Job,
  type JobQueue,
  type OpenTransaction,
} from "#services/jobs";
import type { Addresses } from "./addresses.ts";
import type { ApplicationKeys } from "./application-key.ts";
import { pushErrors } from "./errors.ts";
import type { PushKind } from "./kind.ts";
import type { PushServices } from "./push-services.ts";
import type { PushRepository, SubscriptionRow } from "./repository.ts";
import { PushLetter, type SubscribeBody, type SubscriptionReply } from "./schema.ts";

/** The longest that may be shown; browsers cut far earlier. */
const MAX_TITLE = 120;
const MAX_BODY = 240;

/** What sends to one push service. */
export type SendJob = Job<typeof PushLetter>;

/**
 * A kind of job for each push service, so that one that is slow keeps no others waiting. An attempt
 * may take its call and a bit; a service that is away is asked for a quarter of an hour.
 */
export const defineSendJob = (service: string): SendJob =>
  defineJob({
    name: `send-${service}`,
    payload: PushLetter,
    isSecret: true,
    retries: 8,
    firstPauseMs: 2_000,
    longestPauseMs: 300_000,
    timeoutMs: 30_000,
    // Of the ten jobs that a node does at once.
    concurrency: 3,
  });

/** A message to whoever an account belongs to. Nothing in it that a lock screen must not show. */
export interface NewPush {
  readonly kind: PushKind;
  readonly accountId: string;
  readonly title: string;
  readonly body: string;
  /** Where a press on it leads: a path of this application. */
  readonly path: string;
  /** BCP 47, of title and body. */
  readonly language: string;
}

/** Whose browser it is. */
export interface PushOwner {
  readonly userId: string;
  readonly sessionId: string;
}

/** Messages to browsers: where they are wanted, and taken in to be sent. */
export interface Push {
  /** What a browser binds its subscription to. */
  readonly publicKey: () => Promise<string>;
  /** @throws {AppError} PUSH_SERVICE_UNKNOWN, PUSH_KEYS_INVALID */
  readonly subscribe: (owner: PushOwner, body: SubscribeBody) => Promise<SubscriptionReply>;
  readonly list: (owner: PushOwner) => Promise<readonly SubscriptionReply[]>;
  /** @throws {AppError} NOT_FOUND */
  readonly unsubscribe: (owner: PushOwner, id: string) => Promise<void>;
  /**
   * Takes a message in for every browser where the account asked for them; resolves when it is
   * durable. With `tx` it is part of that transaction: sent exactly if that is committed. False where
   * there is no such browser, or the account had enough of this kind.
   * @throws {RangeError} for a path that leads elsewhere: a fault of the code.
   */
  readonly send: (message: NewPush, tx?: OpenTransaction) => Promise<boolean>;
}

/** What other modules get when they require push. */
export interface PushService extends Push {
  readonly personalData: readonly PersonalData[];
  readonly jobs: readonly HandledJob[];
  readonly reseal: () => Promise<Resealed>;
}

const iso = (time: number): string => new Date(time).toISOString();

const viewOf = (row: SubscriptionRow, sessionId: string): SubscriptionReply => ({
  id: row.id,
  service: row.service,
  createdAt: iso(row.created_at),
  sentAt: row.sent_at === null ? null : iso(row.sent_at),
  current: row.session_id === sessionId,
});

const isOwnPath = (path: string): boolean => /^\/(?![/\\])/.test(path);

/** Builds the service. */
export const createPush = (parts: {
  readonly repository: PushRepository;
  readonly addresses: Addresses;
  readonly keys: ApplicationKeys;
  readonly services: PushServices;
  readonly jobs: JobQueue;
  /** What sends to a push service, by its name. */
  readonly sendJobs: ReadonlyMap<string, SendJob>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Push => {
  const { repository, addresses, keys, services, jobs, sendJobs, clock, newId } = parts;

  /** Browsers whose push service is still allowed, and what sends to it. */
  const targetsOf = async (accountId: string, tx: OpenTransaction) =>
    (await repository.targetsOf(accountId, tx)).flatMap(({ id, service }) => {
      const job = sendJobs.get(services.nameOf(service) ?? "");
      return job === undefined ? [] : [{ id, job }];
    });

  const takeIn = async (message: NewPush, tx: OpenTransaction): Promise<boolean> => {
    const { accountId: account_id, kind, title, body, path, language } = message;
    const targets = await targetsOf(account_id, tx);
    if (targets.length === 0) return false;
    const at = clock.now();
    if (!(await repository.admit({ id: newId(), account_id, kind, at }, tx))) return false;
    const text = JSON.stringify({
      title: title.slice(0, MAX_TITLE).toWellFormed(),
      body: body.slice(0, MAX_BODY).toWellFormed(),
      path,
      tag: kind.name,
      language,
    });
    for (const { id, job } of targets) {
      const letter: PushLetter = {
        subscriptionId: id,
        kind: kind.name,
        urgency: kind.urgency,
        usefulUntil: at + kind.usefulMs,
        text,
      };
      await jobs.enqueue(job, letter, { subject: account_id }, tx);
    }
    return true;
  };

  return {
    publicKey: async () => (await keys.get()).publicKey,
    subscribe: async ({ userId, sessionId }, { endpoint, keys: given }) => {
      if (services.of(endpoint) === undefined) throw pushErrors.make.PUSH_SERVICE_UNKNOWN();
      if (readPushRecipient(given) === undefined) throw pushErrors.make.PUSH_KEYS_INVALID();
      const of = { id: newId(), account_id: userId };
      const row: SubscriptionRow = {
        ...of,
        session_id: sessionId,
        endpoint_hash: hashToken(endpoint),
        service: new URL(endpoint).hostname,
        address: await addresses.seal(of, { endpoint, ...given }),
        created_at: clock.now(),
        sent_at: null,
      };
      await repository.put(row);
      return viewOf(row, sessionId);
    },
    list: async ({ userId, sessionId }) =>
      (await repository.list(userId)).map((row) => viewOf(row, sessionId)),
    unsubscribe: async ({ userId }, id) => {
      if (!(await repository.remove(userId, id))) throw platformErrors.make.NOT_FOUND();
    },
    send: (message, tx) => {
      if (!isOwnPath(message.path)) throw new RangeError("a message leads to a path of its own");
      return tx === undefined
        ? repository.transaction((own) => takeIn(message, own))
        : takeIn(message, tx);
    },
  };
};
