import type { Texts } from "plinth";
import type { Kitchen, Preferences } from "../../kitchen/index.ts";
import type { SavedPlan } from "../saved-plan.ts";
import type { FILE_FORMATS } from "../schema.ts";
import { planCalendar } from "./calendar.ts";
import { planCsv } from "./csv.ts";
import { portablePlan } from "./portable.ts";
import { planText } from "./text.ts";

type FileFormat = (typeof FILE_FORMATS)[number];

const FORMATS: Readonly<
  Record<
    FileFormat,
    readonly [type: string, write: (plan: SavedPlan, preferences: Preferences, t: Texts) => string]
  >
> = {
  json: ["application/json", (plan) => `${JSON.stringify(portablePlan(plan), null, 1)}\n`],
  csv: ["text/csv; charset=utf-8; header=present", (plan, _, t) => planCsv(plan, t)],
  txt: ["text/plain; charset=utf-8", planText],
  ics: ["text/calendar; charset=utf-8", (plan, _, t) => planCalendar(plan, t)],
};

/** Who reads a file. */
interface Reader {
  readonly kitchen: Pick<Kitchen, "preferences">;
  readonly owner: string;
  readonly t: Texts;
}

/** A plan as a file: its text, its media type, and its name. Tables and JSON stay in grams. */
export const planFile = async (plan: SavedPlan, format: FileFormat, reader: Reader) => {
  const [type, write] = FORMATS[format];
  const preferences = await reader.kitchen.preferences(reader.owner);
  return {
    type,
    text: write(plan, preferences, reader.t),
    name: `cibozer-${plan.request.startDate}.${format}`,
  };
};
