import type { Clock, Events, IdGenerator, StartTimer } from "#core";
import { createOutbox } from "#services/background";
import type { Cache } from "#services/cache";
import type { EventRule } from "./alerts/rules.ts";
import type { SecurityAlert } from "./alerts/security-alert.ts";
import { createAlertWatch } from "./alerts/watch.ts";
import type { PatternWatch } from "./patterns/detect.ts";
import { recordOf, type SecurityRecord } from "./record.ts";
import type { EventFilter, EventRepository } from "./repository.ts";
import { readSummary, type Summary, type WindowName } from "./summary.ts";

/** An event as administrators see it. */
export interface EventView extends Omit<SecurityRecord, "at"> {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Some events before one, the newest without one, and which the next ones are before. */
export type EventReader = (
  before: string | undefined,
) => Promise<{ readonly rows: readonly EventView[]; readonly next: string | undefined }>;

/** What was refused and changed. */
export interface SecurityEvents {
  readonly page: (
    filter: EventFilter,
    before: string | undefined,
  ) => Promise<{ readonly events: readonly EventView[]; readonly next: string | null }>;
  /** Reads all events that fit, newest first, some at a time. */
  readonly reader: (filter: EventFilter) => Promise<EventReader>;
  readonly summary: (window: WindowName) => Promise<Summary>;
  /** Resolves when what was heard is written, or could not be. */
  readonly settle: () => Promise<void>;
  /** Events that wait to be written. */
  readonly waiting: () => number;
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What the service is built from. */
export interface SecurityEventParts {
  readonly events: Pick<Events, "on">;
  readonly repository: EventRepository;
  /** Counted anew with every event that is written here, and at least every ten seconds. */
  readonly summaries: Cache<Summary>;
  readonly rules: readonly EventRule[];
  /** Hears that a rule was met; must neither wait nor throw. */
  readonly onAlert: (alert: SecurityAlert) => void;
  /** Looks for what only several events together tell. */
  readonly patterns: Pick<PatternWatch, "hear">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly startTimer: StartTimer;
  /** How long events are kept, in milliseconds. */
  readonly keptMs: number;
  readonly onDropped: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** How old a summary may be where the events of other nodes are concerned, in milliseconds. */
export const SUMMARY_STEP_MS = 10_000;
const PAGE = 50;
const EXPORT_PAGE = 500;
/** What waits to be written: some two megabytes at most. */
const MAX_WAITING = 5_000;
/** Changes and uses of accounts have a place even in a flood of refusals. */
const MAX_REFUSALS = 4_000;

const iso = (instant: number): string => new Date(instant).toISOString();

const eventView = ({ at, ...record }: SecurityRecord): EventView => ({ ...record, at: iso(at) });

const createBox = (parts: SecurityEventParts) =>
  createOutbox<SecurityRecord>({
    batch: 200,
    delayMs: 500,
    retryMs: 5_000,
    startTimer: parts.startTimer,
    onDropped: parts.onDropped,
    onFault: parts.onFault,
    save: async (records) => {
      await parts.repository.save(records);
      await parts.summaries.invalidateAll();
    },
    roomFor: ({ outcome }) => (outcome === "refused" ? MAX_REFUSALS : MAX_WAITING),
  });

/**
 * Begins to listen. Whoever announces never waits: events are written half a second later, in
 * batches; rules are looked at as events come.
 */
export const createSecurityEvents = (parts: SecurityEventParts): SecurityEvents => {
  const { repository, clock, newId, rules, onAlert } = parts;
  const box = createBox(parts);
  const watch = createAlertWatch({ rules, clock, onAlert });
  const silence = parts.events.on("security", (event) => {
    const record = recordOf(event, { id: newId(), at: clock.now() });
    box.add(record.id, record);
    watch.hear(event);
    parts.patterns.hear(event);
  });

  return {
    page: async (filter, before) => {
      // Whoever looks sees what happened a moment ago.
      await box.flush();
      const rows = await repository.page({ filter, before, limit: PAGE + 1 });
      const shown = rows.slice(0, PAGE);
      const next = rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null;
      return { events: shown.map(eventView), next };
    },
    reader: async (filter) => {
      await box.flush();
      return async (before) => {
        const rows = await repository.page({ filter, before, limit: EXPORT_PAGE });
        const next = rows.length === EXPORT_PAGE ? rows.at(-1)?.id : undefined;
        return { rows: rows.map(eventView), next };
      };
    },
    summary: async (window) => {
      await box.flush();
      const now = clock.now();
      // Its window moves: the step is part of the key.
      const key = `${window}:${Math.floor(now / SUMMARY_STEP_MS)}`;
      return parts.summaries.wrap(key, () => readSummary(repository, now, window));
    },
    settle: box.flush,
    waiting: box.size,
    sweep: async () => {
      const before = clock.now() - parts.keptMs;
      await repository.removeBefore(before);
      await parts.summaries.invalidateAll();
    },
    close: async () => {
      silence();
      await box.close();
    },
  };
};
