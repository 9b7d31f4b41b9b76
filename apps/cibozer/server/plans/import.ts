import { platformErrors } from "plinth";
import type { OwnPool, Plan, PlanRequest } from "#core";
import { normaliseRequest } from "#core/model";
import { type Solver, UnknownMeal } from "../solver/index.ts";
import { marksOf, settledMarks } from "./edits/edit.ts";
import { planErrors } from "./errors.ts";
import type { PortablePlan } from "./files/portable.ts";
import { keptWith } from "./own-dishes.ts";
import type { Kept } from "./saved-plan.ts";
import type { PlanRequestBody } from "./schema.ts";

/** The request of a body. @throws {AppError} VALIDATION_ERROR naming everything that is wrong */
export const parseRequest = (body: PlanRequestBody, today: string, at = "body"): PlanRequest => {
  const normalised = normaliseRequest({ ...body, startDate: body.startDate ?? today });
  if (normalised.ok) return normalised.request;
  throw platformErrors.make.VALIDATION_ERROR({
    faults: normalised.problems.map(({ field, message }) => ({
      field: `${at}.${field}`,
      rule: "value",
      message,
    })),
  });
};

/**
 * The plan of a file: its dishes as they stand in it, everything else worked out again from our own
 * tables, so that no number of a file is believed.
 * @throws {AppError} VALIDATION_ERROR, MEAL_EXCLUDED, DAY_OUT_OF_BOUNDS
 */
export const readPortable = async (
  solver: Solver,
  { file, own }: { readonly file: PortablePlan; readonly own: OwnPool },
  today: string,
  signal: AbortSignal,
): Promise<Kept> => {
  const days = file.days.length;
  const request = parseRequest({ ...file.request, days }, today, "body.request");
  const placed = file.days.map((meals) =>
    meals.map(({ slot, recipe, portion }) => ({ slot, recipe, portion })),
  );
  const plan = await compose(
    solver,
    { request, days: placed },
    { field: "body.days", own },
    signal,
  );
  const marks = marksOf(
    file.days.map((meals) =>
      meals.map(({ note = "", leftover = false, ...meal }) => ({
        ...meal,
        locked: false,
        note: note.trim(),
        leftover,
      })),
    ),
  );
  return { plan, ...settledMarks(plan, marks), own: keptWith(plan, own) };
};

type ComposeTask = Extract<Parameters<Solver["run"]>[0], { readonly kind: "compose" }>;

/** Writes out what a person placed; what cannot be is told as errors of the catalogue. */
export const compose = async (
  solver: Solver,
  input: ComposeTask["input"],
  { field, own }: { readonly field: string; readonly own: OwnPool },
  signal: AbortSignal,
): Promise<Plan> => {
  try {
    const composed = await solver.run({ kind: "compose", input, own }, signal);
    if (composed.ok) return composed.plan;
    const { broken, day, recipe } = composed;
    if (broken === "excluded") throw planErrors.make.MEAL_EXCLUDED({ extra: { day, recipe } });
    throw planErrors.make.DAY_OUT_OF_BOUNDS({ extra: { day, bound: broken } });
  } catch (fault) {
    if (!(fault instanceof UnknownMeal)) throw fault;
    throw platformErrors.make.VALIDATION_ERROR({
      faults: [{ field, rule: "unknown-meal", message: fault.message }],
    });
  }
};
