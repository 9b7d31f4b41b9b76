import { type Clock, type Events, type IdGenerator, platformErrors, type StartTimer } from "#core";
import { createOutbox } from "#services/background";
import type { Cache } from "#services/cache";
import type { AlertRepository, AlertRow } from "./alerts/alert-repository.ts";
import type { AlertRule } from "./alerts/rules.ts";
import type { AlertSink, SecurityAlert } from "./alerts/sink.ts";
import { createAlertWatch } from "./alerts/watch.ts";
import { recordOf, type SecurityRecord } from "./record.ts";
import type { EventFilter, EventRepository } from "./repository.ts";
import { readSummary, type Summary, type WindowName } from "./summary.ts";

/** An event as administrators see it. */
export interface EventView extends Omit<SecurityRecord, "at"> {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** An alert as administrators see it. */
export interface AlertView {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly rule: string;
  readonly about: string;
  readonly severity: "warning" | "alert";
  readonly countedBy: "address" | "account" | "all";
  readonly address: string | null;
  readonly accountId: string | null;
  readonly events: number;
  readonly windowSeconds: number;
  readonly lastEvent: string;
  /** When somebody said that they have seen it; null for never. */
  readonly seenAt: string | null;
  readonly seenBy: string | null;
}

/** What was refused and changed, and what became an alert. */
export interface SecurityEvents {
  readonly page: (
    filter: EventFilter,
    before: string | undefined,
  ) => Promise<{ readonly events: readonly EventView[]; readonly next: string | null }>;
  /** Up to 10,000 events, newest first. */
  readonly all: (filter: EventFilter) => Promise<readonly EventView[]>;
  readonly summary: (window: WindowName) => Promise<Summary>;
  readonly alerts: (
    isOpen: boolean,
    before: string | undefined,
  ) => Promise<{
    readonly alerts: readonly AlertView[];
    readonly open: number;
    readonly next: string | null;
  }>;
  /** @throws {AppError} NOT_FOUND */
  readonly acknowledge: (accountId: string, id: string) => Promise<void>;
  readonly rules: () => readonly AlertRule[];
  /** Adds somewhere that alerts go; the result removes it. */
  readonly addSink: (sink: AlertSink) => () => void;
  /** Resolves when what was heard is written, or could not be. */
  readonly settle: () => Promise<void>;
  /** Events and alerts that wait to be written. */
  readonly waiting: () => number;
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What the service is built from. */
export interface SecurityEventParts {
  readonly events: Pick<Events, "on">;
  readonly repository: EventRepository;
  readonly alertRepository: AlertRepository;
  /** Counted anew with every event that is written here, and at least every ten seconds. */
  readonly summaries: Cache<Summary>;
  readonly rules: readonly AlertRule[];
  readonly sinks: readonly AlertSink[];
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly startTimer: StartTimer;
  /** How long events and alerts are kept, in milliseconds. */
  readonly keptMs: number;
  readonly onDropped: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** How old a summary may be where the events of other nodes are concerned, in milliseconds. */
export const SUMMARY_STEP_MS = 10_000;
const PAGE = 50;
const EXPORT_PAGE = 500;
const MAX_EXPORTED = 10_000;
/** What waits to be written: some two megabytes at most. */
const MAX_WAITING = 5_000;
/** Changes and uses of accounts have a place even in a flood of refusals. */
const MAX_REFUSALS = 4_000;

const iso = (instant: number): string => new Date(instant).toISOString();

const eventView = ({ at, ...record }: SecurityRecord): EventView => ({ ...record, at: iso(at) });

const alertView =
  (rules: ReadonlyMap<string, AlertRule>) =>
  (row: AlertRow): AlertView => ({
    id: row.id,
    at: iso(row.at),
    rule: row.rule,
    about: rules.get(row.rule)?.about ?? row.rule,
    severity: row.severity,
    countedBy: row.counted_by,
    address: row.address,
    accountId: row.account_id,
    events: row.events,
    windowSeconds: Math.round(row.window_ms / 1_000),
    lastEvent: row.last_event,
    seenAt: row.seen_at === null ? null : iso(row.seen_at),
    seenBy: row.seen_by,
  });

/** Hands an alert to every sink; one that throws keeps it from no other. */
const createDelivery = (sinks: Set<AlertSink>, onFault: (error: unknown) => void) => {
  return (alert: SecurityAlert): void => {
    for (const sink of sinks) {
      try {
        sink.deliver(alert);
      } catch (error) {
        onFault(error);
      }
    }
  };
};

const createBoxes = (parts: SecurityEventParts) => {
  const common = {
    batch: 200,
    delayMs: 500,
    retryMs: 5_000,
    startTimer: parts.startTimer,
    onDropped: parts.onDropped,
    onFault: parts.onFault,
  };
  return {
    records: createOutbox<SecurityRecord>({
      ...common,
      save: async (records) => {
        await parts.repository.save(records);
        await parts.summaries.invalidateAll();
      },
      roomFor: ({ outcome }) => (outcome === "refused" ? MAX_REFUSALS : MAX_WAITING),
    }),
    alerts: createOutbox<SecurityAlert>({
      ...common,
      save: parts.alertRepository.save,
      roomFor: () => MAX_WAITING,
    }),
  };
};

const readAll = async (
  repository: Pick<EventRepository, "page">,
  filter: EventFilter,
): Promise<readonly EventView[]> => {
  const found: EventView[] = [];
  let before: string | undefined;
  do {
    const rows = await repository.page({ filter, before, limit: EXPORT_PAGE });
    found.push(...rows.map(eventView));
    before = rows.length === EXPORT_PAGE ? rows.at(-1)?.id : undefined;
  } while (before !== undefined && found.length < MAX_EXPORTED);
  return found;
};

/**
 * Begins to listen. Whoever announces never waits: events are written half a second later, in
 * batches; rules are looked at as events come.
 */
export const createSecurityEvents = (parts: SecurityEventParts): SecurityEvents => {
  const { repository, alertRepository, clock, newId, rules } = parts;
  const boxes = createBoxes(parts);
  const keep: AlertSink = { name: "store", deliver: (alert) => boxes.alerts.add(alert.id, alert) };
  const sinks = new Set<AlertSink>([keep, ...parts.sinks]);
  const onAlert = createDelivery(sinks, parts.onFault);
  const watch = createAlertWatch({ rules, clock, newId, onAlert });
  const silence = parts.events.on("security", (event) => {
    const record = recordOf(event, { id: newId(), at: clock.now() });
    boxes.records.add(record.id, record);
    watch.hear(event);
  });
  const view = alertView(new Map(rules.map((rule) => [rule.id, rule])));

  return {
    page: async (filter, before) => {
      // Whoever looks sees what happened a moment ago.
      await boxes.records.flush();
      const rows = await repository.page({ filter, before, limit: PAGE + 1 });
      const shown = rows.slice(0, PAGE);
      const next = rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null;
      return { events: shown.map(eventView), next };
    },
    all: async (filter) => {
      await boxes.records.flush();
      return readAll(repository, filter);
    },
    summary: async (window) => {
      await boxes.records.flush();
      const now = clock.now();
      // Its window moves: the step is part of the key.
      const key = `${window}:${Math.floor(now / SUMMARY_STEP_MS)}`;
      return parts.summaries.wrap(key, () => readSummary(repository, now, window));
    },
    alerts: async (isOpen, before) => {
      await boxes.alerts.flush();
      const rows = await alertRepository.page({ isOpen, before, limit: PAGE + 1 });
      const shown = rows.slice(0, PAGE);
      const next = rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null;
      return { alerts: shown.map(view), open: await alertRepository.openCount(), next };
    },
    acknowledge: async (accountId, id) => {
      const isThere = await alertRepository.acknowledge(id, accountId, clock.now());
      if (!isThere) throw platformErrors.make.NOT_FOUND();
    },
    rules: () => rules,
    addSink: (sink) => {
      sinks.add(sink);
      return () => sinks.delete(sink);
    },
    settle: async () => {
      await boxes.records.flush();
      await boxes.alerts.flush();
    },
    waiting: () => boxes.records.size() + boxes.alerts.size(),
    sweep: async () => {
      const before = clock.now() - parts.keptMs;
      await repository.removeBefore(before);
      await parts.summaries.invalidateAll();
      await alertRepository.removeBefore(before);
    },
    close: async () => {
      silence();
      await boxes.records.close();
      await boxes.alerts.close();
    },
  };
};
