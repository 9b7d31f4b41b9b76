import type { Clock, IdGenerator } from "#core";
import { type AlertReading, type AlertSeverity, type Judgement, judge } from "#services/alerts";
import type { EntryKind } from "../incidents/incident-repository.ts";
import type { Timeline } from "../incidents/timeline.ts";
import type { Notice } from "../sinks/notice.ts";
import type { Post } from "../sinks/post.ts";
import type { AlertRepository, AlertStatements } from "./alert-repository.ts";
import type { AlertRow } from "./alert-rows.ts";

/** Somebody is told that a rule fires once in so long at most (OBS-09). */
const DEDUPE_MS = 300_000;
/** A value that goes on changing is written so often at most. */
const VALUE_MS = 60_000;
const MAX_DETAIL = 400;

/** What a reading is about: a rule, or an address or account under one. */
export interface Subject {
  readonly rule: string;
  /** Unique among alerts under way. */
  readonly openKey: string;
  readonly about: string;
  readonly advice: string | undefined;
  readonly severity: AlertSeverity;
  readonly address: string | null;
  readonly accountId: string | null;
}

/** How it is looked at; times in milliseconds since the epoch. */
export interface Look {
  readonly at: number;
  readonly forMs: number;
  readonly pendingSince: number | undefined;
  readonly isSilenced: boolean;
  /** When it is over unless it is noticed again; undefined for what is looked at. */
  readonly quietAt: number | undefined;
  /** What was done about it by itself: each opens an incident, or adds to it. */
  readonly responses: readonly string[];
}

/** What came of it. */
export interface Outcome {
  readonly pendingSince: number | undefined;
  readonly change: Judgement["change"];
  readonly notice: Judgement["notice"];
  readonly severity: AlertSeverity | null;
}

/** What transitions are built from. */
export interface TransitionParts {
  readonly repository: Pick<AlertRepository, "transact">;
  readonly timeline: Timeline;
  readonly post: Pick<Post, "send">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** What every notice says of where it comes from. */
  readonly context: () => Pick<Notice, "application" | "environment" | "url">;
}

interface Step {
  readonly subject: Subject;
  readonly reading: AlertReading | undefined;
  readonly look: Look;
  readonly judgement: Judgement;
}

const detailOf = ({ reading }: Step, open: AlertRow | undefined): string =>
  (reading?.detail ?? open?.detail ?? "").slice(0, MAX_DETAIL).toWellFormed();

const newRow = (step: Step, id: string): AlertRow => {
  const { subject, reading, look, judgement } = step;
  return {
    id,
    open_key: subject.openKey,
    rule: subject.rule,
    severity: judgement.severity ?? subject.severity,
    started_at: look.pendingSince ?? look.at,
    seen_last_at: look.at,
    quiet_at: look.quietAt ?? null,
    ended_at: null,
    value: reading?.value ?? 0,
    detail: detailOf(step, undefined),
    address: subject.address,
    account_id: subject.accountId,
    noticed_at: null,
    noticed_last_at: null,
    noticed_severity: null,
    acknowledged_at: null,
    acknowledged_by: null,
    incident_id: null,
  };
};

const isWorse = (open: AlertRow, severity: AlertSeverity | null): boolean =>
  open.severity === "warning" && severity === "critical";

/** What changes of an alert that goes on; nothing where only its value did, a moment ago. */
const continued = (open: AlertRow, step: Step): Partial<AlertRow> | undefined => {
  const { reading, look, judgement } = step;
  const isDue = look.at - open.seen_last_at >= VALUE_MS || look.quietAt !== undefined;
  if (reading === undefined) return undefined;
  if (!isDue && judgement.severity === open.severity && judgement.notice === undefined) {
    return undefined;
  }
  return {
    severity: judgement.severity ?? open.severity,
    seen_last_at: look.at,
    quiet_at: look.quietAt ?? open.quiet_at,
    value: reading.value,
    detail: detailOf(step, open),
  };
};

const noticeOf = (
  row: AlertRow,
  { subject, look, judgement }: Step,
  context: ReturnType<TransitionParts["context"]>,
): Omit<Notice, "id"> | undefined =>
  judgement.notice === undefined
    ? undefined
    : {
        ...context,
        kind: judgement.notice,
        alert: row.id,
        rule: row.rule,
        severity: row.severity,
        about: subject.about,
        detail: row.detail,
        advice: subject.advice,
        value: row.value,
        address: row.address ?? undefined,
        accountId: row.account_id ?? undefined,
        startedAt: row.started_at,
        at: look.at,
        endedAt: row.ended_at ?? undefined,
        heldBack: [],
        leftOut: 0,
      };

const toldOf = ({ judgement, look }: Step, row: AlertRow): Partial<AlertRow> =>
  judgement.notice === "firing" || judgement.notice === "worse"
    ? {
        noticed_at: row.noticed_at ?? look.at,
        noticed_last_at: look.at,
        noticed_severity: row.severity,
      }
    : {};

/** What the timeline of an incident is told; undefined for what is no news to it. */
const entryKind = (open: AlertRow | undefined, { judgement }: Step): EntryKind | undefined => {
  if (judgement.change === "opened") return "alert";
  if (judgement.change === "resolved") return "resolved";
  return open !== undefined && isWorse(open, judgement.severity) ? "worse" : undefined;
};

/** Writes an alert as it is now; undefined where another node was first. */
const writeRow = async (
  statements: AlertStatements,
  open: AlertRow | undefined,
  step: Step,
  newId: IdGenerator,
): Promise<AlertRow | undefined> => {
  const { judgement, look } = step;
  if (open === undefined) {
    const row = newRow(step, newId());
    return (await statements.insert(row)) ? row : undefined;
  }
  if (judgement.change === "resolved") {
    const end = { open_key: null, ended_at: look.at, seen_last_at: look.at };
    const detail = detailOf(step, open);
    await statements.change(open.id, { ...end, detail });
    return { ...open, ...end, detail };
  }
  const change = continued(open, step);
  if (change !== undefined) await statements.change(open.id, change);
  return { ...open, ...change };
};

/** Builds what turns a reading into a change of an alert, with all that belongs to it, or nothing. */
export const createTransition = (parts: TransitionParts) => {
  const { repository, timeline, post, newId } = parts;

  const record = async (tx: object, row: AlertRow, open: AlertRow | undefined, step: Step) => {
    const kind = entryKind(open, step);
    const { subject, look } = step;
    const common = {
      rule: subject.rule,
      severity: row.severity,
      address: subject.address,
      accountId: subject.accountId,
    };
    let incident: string | undefined;
    if (kind !== undefined) {
      const happening = { ...common, kind, text: `${subject.about} ${row.detail}` };
      const opens = row.severity === "critical" && kind !== "resolved";
      incident = await timeline[opens ? "note" : "noteIfOpen"](tx, happening);
    }
    for (const text of look.responses) {
      incident = await timeline.note(tx, { ...common, kind: "response", text });
    }
    return incident;
  };

  return (subject: Subject, reading: AlertReading | undefined, look: Look): Promise<Outcome> =>
    repository.transact(async (statements, tx) => {
      const open = await statements.find(subject.openKey);
      const last =
        open?.noticed_last_at ??
        (await statements.lastNoticeAt({
          rule: subject.rule,
          address: subject.address,
          account_id: subject.accountId,
        }));
      const judgement = judge(
        {
          pendingSince: look.pendingSince,
          open:
            open === undefined
              ? undefined
              : {
                  severity: open.severity,
                  noticedAt: open.noticed_at,
                  noticedSeverity: open.noticed_severity,
                },
          lastNoticeAt: last,
        },
        reading,
        { ...look, dedupeMs: DEDUPE_MS, severity: subject.severity },
      );
      const { pendingSince, change, notice, severity } = judgement;
      if (change === "none") return { pendingSince, change, notice, severity };
      const step: Step = { subject, reading, look, judgement };
      const row = await writeRow(statements, open, step, newId);
      if (row === undefined) return { pendingSince, change: "none", notice: undefined, severity };
      const incident = await record(tx, row, open, step);
      const told: Partial<AlertRow> = {
        ...toldOf(step, row),
        ...(incident === undefined || row.incident_id !== null ? {} : { incident_id: incident }),
      };
      if (Object.keys(told).length > 0) await statements.change(row.id, told);
      const content = noticeOf(row, step, parts.context());
      if (content !== undefined) await post.send(tx, content);
      return { pendingSince, change, notice, severity };
    });
};

/** Turns a reading into a change of an alert. */
export type Transition = ReturnType<typeof createTransition>;
