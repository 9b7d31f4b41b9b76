import type { Clock, IdGenerator } from "#core";
import { idText, oneOf, strictObject } from "#policy";
import { defineJob, type HandledJob, handleJob, type JobQueue } from "#services/jobs";
import type { Mails } from "#services/mail";
import { redactText } from "#telemetry";
import {
  type DeliveryRepository,
  type DeliveryRow,
  deliveryStatements,
  noticeOf,
} from "./delivery-repository.ts";
import { noticeMail } from "./mails.ts";
import { type Notice, shortLineOf } from "./notice.ts";
import type { PostNotice } from "./webhook.ts";

/** Where notices go. */
export type SinkName = "webhook" | "mail";

/** Notices that one sink gets within an hour; what is more is held, and counted in the next (OBS-09). */
const MOST_AN_HOUR = 10;
const HOUR_MS = 3_600_000;
/** Notices that one digest takes in, and those of them that it names. */
const DIGEST = 500;
const NAMED = 20;
/** How long a notice waits behind an earlier one of its alert. */
const BEHIND_MS = 2_000;
const MAX_ERROR = 300;

const SECOND_MS = 1_000;
/** Until the sink has it: some four days of trying at least every five minutes. */
const deliverAlert = defineJob({
  name: "deliver-alert",
  payload: strictObject({ id: idText() }),
  retries: 1_200,
  firstPauseMs: SECOND_MS,
  longestPauseMs: 300 * SECOND_MS,
  timeoutMs: 30 * SECOND_MS,
  priority: 10,
  keepMs: 0,
});
const releaseAlerts = defineJob({
  name: "release-alerts",
  payload: strictObject({ sink: oneOf(["webhook", "mail"]) }),
  priority: 10,
  keepMs: 0,
});

/** What a sink is. */
export interface Sink {
  readonly name: SinkName;
  /** Whether the end of an alert has to arrive at once: it closes something over there. */
  readonly closesAtOnce: boolean;
}

/** What posting needs. */
export interface PostParts {
  readonly sinks: readonly Sink[];
  readonly repository: DeliveryRepository;
  readonly jobs: JobQueue;
  readonly mail: Pick<Mails, "send">;
  /** Undefined where no webhook is set. */
  readonly webhook: PostNotice | undefined;
  /** Undefined where nobody is mailed. */
  readonly mailTo: string | undefined;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** Counts what was sent and what was not, by sink. */
  readonly onOutcome: (sink: SinkName, outcome: "sent" | "failed" | "held") => void;
}

/** Notices on their way. */
export interface Post {
  /**
   * Hands a notice to every sink within a transaction: it goes out exactly if that is committed.
   */
  readonly send: (tx: object, notice: Omit<Notice, "id">) => Promise<void>;
  readonly handled: readonly HandledJob[];
}

const createLetGo = ({ jobs, mail, mailTo }: PostParts) => {
  /** Mail has jobs of its own; what is posted is one of ours. */
  return async (tx: object, row: DeliveryRow, notice: Notice): Promise<void> => {
    const open = tx as { readonly isTransaction: boolean };
    if (row.sink === "webhook") {
      await jobs.enqueue(deliverAlert, { id: row.id }, {}, open);
    } else if (mailTo !== undefined) {
      await mail.send({ to: mailTo, ...noticeMail(notice) }, open);
    }
  };
};

const rowOf = (notice: Notice, sink: SinkName, at: number, isHeld: boolean): DeliveryRow => ({
  id: notice.id,
  sink,
  state: isHeld ? "held" : sink === "mail" ? "sent" : "waiting",
  alert_id: notice.kind === "digest" ? null : notice.alert,
  notice: JSON.stringify(notice),
  created_at: at,
  released_at: isHeld ? null : at,
  sent_at: !isHeld && sink === "mail" ? at : null,
  last_error: null,
});

const digestOf = (rows: readonly DeliveryRow[], id: string, at: number): Notice | undefined => {
  const notices = rows.map(noticeOf);
  const [first] = notices;
  if (first === undefined) return undefined;
  const isCritical = notices.some(
    ({ severity, kind }) => severity === "critical" && kind !== "resolved",
  );
  const lines = notices.slice(0, NAMED).map(shortLineOf);
  return {
    ...first,
    id,
    kind: "digest",
    severity: isCritical ? "critical" : "warning",
    rule: "held-back",
    about: `${rows.length} notices were held back.`,
    detail: "More than ten came within an hour.",
    advice: undefined,
    value: rows.length,
    address: undefined,
    accountId: undefined,
    at,
    endedAt: undefined,
    url: first.url.split("#", 1).join(""),
    heldBack: lines,
    leftOut: rows.length,
  };
};

/** Builds it; `handled` is to be declared to the queue. */
export const createPost = (parts: PostParts): Post => {
  const { sinks, repository, jobs, clock, newId, onOutcome, webhook } = parts;
  const letGo = createLetGo(parts);

  const roomAt = async (tx: object, sink: SinkName, now: number): Promise<number> => {
    const released = await deliveryStatements(tx).releasedSince(sink, now - HOUR_MS, MOST_AN_HOUR);
    return released.length < MOST_AN_HOUR ? now : (released[0] ?? now) + HOUR_MS;
  };
  const release = (tx: object, sink: SinkName, runAt: number) =>
    jobs.enqueue(
      releaseAlerts,
      { sink },
      { key: sink, runAt },
      tx as { readonly isTransaction: boolean },
    );

  const sendTo = async (tx: object, sink: Sink, content: Omit<Notice, "id">): Promise<void> => {
    const now = clock.now();
    const notice: Notice = { ...content, id: newId() };
    const isExempt = content.kind === "resolved" && sink.closesAtOnce;
    const roomFrom = isExempt ? now : await roomAt(tx, sink.name, now);
    const isHeld = roomFrom > now;
    const row = rowOf(notice, sink.name, now, isHeld);
    await deliveryStatements(tx).insert(isExempt ? { ...row, released_at: null } : row);
    if (isHeld) await release(tx, sink.name, roomFrom);
    else await letGo(tx, row, notice);
  };

  const deliver = async (id: string, complete: Complete): Promise<void> => {
    const row = await repository.find(id);
    if (row === undefined || row.state !== "waiting" || webhook === undefined) return;
    if (await repository.isBehind(row)) {
      await complete(async (tx) => {
        const options = { runAt: clock.now() + BEHIND_MS };
        await jobs.enqueue(deliverAlert, { id }, options, tx as { isTransaction: boolean });
      });
      return;
    }
    try {
      await webhook(noticeOf(row));
    } catch (fault) {
      const words = fault instanceof Error ? fault.message : String(fault);
      await repository.failed(id, redactText(words).slice(0, MAX_ERROR));
      onOutcome("webhook", "failed");
      throw fault;
    }
    await repository.sent(id, clock.now());
    onOutcome("webhook", "sent");
  };

  /** What was held goes as one message as soon as the hour has room for one. */
  const giveOut = (name: SinkName, complete: Complete): Promise<void> =>
    complete(async (tx) => {
      const statements = deliveryStatements(tx);
      const now = clock.now();
      const rows = await statements.held(name, DIGEST);
      const digest = digestOf(rows, newId(), now);
      if (digest === undefined) return;
      const roomFrom = await roomAt(tx, name, now);
      if (roomFrom > now) {
        await release(tx, name, roomFrom);
        return;
      }
      const row = rowOf(digest, name, now, false);
      await statements.insert(row);
      await statements.bundle(
        rows.map(({ id }) => id),
        now,
      );
      await letGo(tx, row, digest);
      if (rows.length === DIGEST) await release(tx, name, now);
    });

  return {
    send: async (tx, notice) => {
      for (const sink of sinks) await sendTo(tx, sink, notice);
    },
    handled: [
      handleJob(deliverAlert, ({ id }, { complete }) => deliver(id, complete)),
      handleJob(releaseAlerts, ({ sink }, { complete }) => giveOut(sink, complete)),
    ],
  };
};

type Complete = <Result>(work: (tx: object) => Promise<Result>) => Promise<Result>;
