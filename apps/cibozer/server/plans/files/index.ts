import type { Texts } from "plinth";
import type { Health } from "../../health/index.ts";
import type { Kitchen, Preferences } from "../../kitchen/index.ts";
import type { Solver } from "../../solver/index.ts";
import type { StoredPlan } from "../repository.ts";
import { view } from "../saved-plan.ts";
import type { FILE_FORMATS } from "../schema.ts";
import { planCalendar } from "./calendar.ts";
import { planCsv } from "./csv.ts";
import { portablePlan } from "./portable.ts";
import {
  createServe,
  firstDate,
  type ServedPlan,
  type ServingWish,
  servedWhole,
} from "./serving.ts";
import { planText } from "./text.ts";

type FileFormat = (typeof FILE_FORMATS)[number];

const FORMATS: Readonly<
  Record<
    FileFormat,
    readonly [
      type: string,
      write: (served: ServedPlan, preferences: Preferences, t: Texts) => string,
    ]
  >
> = {
  json: ["application/json", ({ plan }) => `${JSON.stringify(portablePlan(plan), null, 1)}\n`],
  csv: ["text/csv; charset=utf-8; header=present", (served, _, t) => planCsv(served, t)],
  txt: ["text/plain; charset=utf-8", planText],
  ics: ["text/calendar; charset=utf-8", (served, _, t) => planCalendar(served, t)],
};

/** Who reads a plan, and what of it for whom. */
export interface PlanReader {
  readonly t: Texts;
  readonly wish: ServingWish;
  readonly signal: AbortSignal;
}

/** A file: its text, its media type, and its name. */
export interface PlanFile {
  readonly type: string;
  readonly text: string;
  readonly name: string;
}

/** Plans as they are taken along. */
export interface PlanFiles {
  /**
   * A plan as a file. Tables and JSON stay in grams; JSON is read back in, and always the whole plan
   * of its owner. @throws {AppError} NOT_FOUND, CONSENT_REQUIRED
   */
  readonly file: (
    owner: string,
    id: string,
    format: FileFormat,
    reader: PlanReader,
  ) => Promise<PlanFile>;
  /** A plan for some days and those who eat along. @throws {AppError} NOT_FOUND, CONSENT_REQUIRED */
  readonly serve: (owner: string, id: string, reader: Omit<PlanReader, "t">) => Promise<ServedPlan>;
}

/** Builds the part of the service that is about files. */
export const createPlanFiles = (parts: {
  /** @throws {AppError} NOT_FOUND */
  readonly requirePlan: (owner: string, id: string) => Promise<StoredPlan>;
  readonly kitchen: Pick<Kitchen, "preferences">;
  readonly health: Pick<Health, "household">;
  readonly solver: Solver;
}): PlanFiles => {
  const { requirePlan, kitchen } = parts;
  const serve = createServe(parts);
  const planOf = async (owner: string, id: string) => view(await requirePlan(owner, id), false);
  return {
    file: async (owner, id, format, { t, wish, signal }) => {
      const [type, write] = FORMATS[format];
      const plan = await planOf(owner, id);
      const served = format === "json" ? servedWhole(plan) : await serve(owner, plan, wish, signal);
      const text = write(served, await kitchen.preferences(owner), t);
      return { type, text, name: `cibozer-${firstDate(served)}.${format}` };
    },
    serve: async (owner, id, { wish, signal }) =>
      serve(owner, await planOf(owner, id), wish, signal),
  };
};
