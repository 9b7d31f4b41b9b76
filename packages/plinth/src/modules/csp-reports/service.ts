import type { Clock, Events } from "#core";
import { hashToken } from "#crypto";
import type { Static } from "#policy";
import type { KeptViolation, ViolationRepository } from "./repository.ts";
import type { ReportsBody } from "./schema.ts";
import { type Violation, violationsOf } from "./violation.ts";

const DAY_MS = 86_400_000;
/** Days that a kind of violation is kept after it was met last. */
const KEPT_DAYS = 30;
/** Kinds that are kept at most. */
const MAX_KINDS = 500;
/** Kinds that wait to be written at most: a crowd that invents reports costs no memory. */
const MAX_WAITING = 200;
/** Kinds that are remembered as announced. */
const MAX_ANNOUNCED = 1_000;

/** Who sent a report. */
export interface Reporter {
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What the service is made from. */
export interface CspReportParts {
  readonly repository: ViolationRepository;
  readonly clock: Clock;
  readonly events: Events;
  /** Our origin. */
  readonly publicUrl: () => string;
  readonly isReportOnly: boolean;
  /** Counts one violation. */
  readonly count: (violation: Violation, outcome: "noted" | "dropped") => void;
  readonly onFault: (error: unknown) => void;
}

/** What browsers tell of pages that broke the content security policy (WEB-04). */
export interface CspReports {
  readonly report: (body: Static<typeof ReportsBody>, reporter: Reporter) => void;
  /** Writes what waits, and removes what is too old or too much. Never rejects. */
  readonly flush: () => Promise<void>;
  readonly view: () => Promise<{
    readonly violations: readonly KeptViolation[];
    readonly keptDays: number;
    readonly isReportOnly: boolean;
  }>;
  /** Forgets everything: after a fix only what is new shows. */
  readonly clear: () => Promise<void>;
}

const idOf = (violation: Violation): string =>
  hashToken(
    JSON.stringify([
      violation.directive,
      violation.blocked,
      violation.page,
      violation.source,
      violation.line,
      violation.disposition,
    ]),
  ).slice(0, 32);

/**
 * Builds the service. Reports are counted in memory and written together, because anybody can send
 * them: what they cost must not depend on how many come.
 */
export const createCspReports = (parts: CspReportParts): CspReports => {
  const { repository, clock, events } = parts;
  const waiting = new Map<string, KeptViolation>();
  const announced = new Set<string>();

  const announce = (id: string, violation: Violation, reporter: Reporter): void => {
    if (announced.has(id) || announced.size >= MAX_ANNOUNCED) return;
    announced.add(id);
    const { directive, blocked, page, disposition } = violation;
    events.emit("security", {
      name: "csp.violated",
      severity: "info",
      ...reporter,
      data: { directive, blocked, page, disposition },
    });
  };

  const note = (violation: Violation, reporter: Reporter): void => {
    const id = idOf(violation);
    const now = clock.now();
    const known = waiting.get(id);
    if (known === undefined && waiting.size >= MAX_WAITING) {
      parts.count(violation, "dropped");
      return;
    }
    const { times, firstAt } = known ?? { times: 0, firstAt: now };
    waiting.set(id, { ...violation, id, times: times + 1, firstAt, lastAt: now });
    parts.count(violation, "noted");
    announce(id, violation, reporter);
  };

  const flush = async (): Promise<void> => {
    const batch = [...waiting.values()];
    waiting.clear();
    try {
      if (batch.length > 0) await repository.add(batch);
      await repository.tidy(clock.now() - KEPT_DAYS * DAY_MS, MAX_KINDS);
    } catch (error) {
      parts.onFault(error);
    }
  };

  return {
    report: (body, reporter) => {
      for (const violation of violationsOf(body, parts.publicUrl())) note(violation, reporter);
    },
    flush,
    view: async () => {
      await flush();
      const violations = await repository.list(MAX_KINDS);
      return { violations, keptDays: KEPT_DAYS, isReportOnly: parts.isReportOnly };
    },
    clear: async () => {
      waiting.clear();
      announced.clear();
      await repository.clear();
    },
  };
};
