import { type JourneyText, PlanError, type StepText } from "./journey.ts";

/** Bounds of a scenario file. */
const MAX_JOURNEYS = 100;
const MAX_STEPS = 1_000;

const STEP_KEYS = ["method", "path", "name", "headers", "body", "think", "capture"];
const JOURNEY_KEYS = ["name", "weight", "steps"];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const requireKeys = (value: Record<string, unknown>, known: readonly string[], where: string) => {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new PlanError(
      `${where} has an unknown member ${unknown[0]}; known are ${known.join(", ")}`,
    );
  }
};

const requireTextMap = (value: unknown, where: string): Readonly<Record<string, string>> => {
  if (!isObject(value) || Object.values(value).some((one) => typeof one !== "string")) {
    throw new PlanError(`${where} maps names to texts`);
  }
  return value as Record<string, string>;
};

const requireText = (value: unknown, where: string): string => {
  if (typeof value === "string") return value;
  throw new PlanError(`${where} is a text`);
};

const stepText = (value: unknown, where: string): StepText => {
  if (!isObject(value)) throw new PlanError(`${where} is an object`);
  requireKeys(value, STEP_KEYS, where);
  const { path, headers, body, capture, method, name, think } = value;
  if (typeof path !== "string") throw new PlanError(`${where} has no path`);
  return {
    path,
    ...(method === undefined ? {} : { method: requireText(method, `${where}, method`) }),
    ...(name === undefined ? {} : { name: requireText(name, `${where}, name`) }),
    ...(think === undefined ? {} : { think: requireText(think, `${where}, think`) }),
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers: requireTextMap(headers, `${where}, headers`) }),
    ...(capture === undefined ? {} : { capture: requireTextMap(capture, `${where}, capture`) }),
  };
};

const journeyText = (value: unknown, where: string): JourneyText => {
  if (!isObject(value)) throw new PlanError(`${where} is an object`);
  requireKeys(value, JOURNEY_KEYS, where);
  const { steps, weight, name } = value;
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > MAX_STEPS) {
    throw new PlanError(`${where} has 1 to ${MAX_STEPS} steps`);
  }
  if (weight !== undefined && (typeof weight !== "number" || !(weight > 0))) {
    throw new PlanError(`${where}: weight is a number above 0`);
  }
  return {
    ...(name === undefined ? {} : { name: requireText(name, `${where}, name`) }),
    ...(weight === undefined ? {} : { weight }),
    steps: steps.map((step, at) => stepText(step, `${where}, step ${at + 1}`)),
  };
};

/**
 * Reads a scenario: one journey, or `{"journeys": [...]}` with weights. Unknown members are refused,
 * so that a misspelt one does not silently change what is measured.
 * @throws {PlanError} with the place of the mistake.
 */
export const parseScenario = (text: string): readonly JourneyText[] => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    throw new PlanError(
      `the scenario is no JSON: ${fault instanceof Error ? fault.message : fault}`,
    );
  }
  if (!isObject(value)) throw new PlanError("the scenario is an object");
  const { journeys } = value;
  if (journeys === undefined) return [journeyText(value, "the scenario")];
  requireKeys(value, ["journeys"], "the scenario");
  if (!Array.isArray(journeys) || journeys.length === 0 || journeys.length > MAX_JOURNEYS) {
    throw new PlanError(`the scenario has 1 to ${MAX_JOURNEYS} journeys`);
  }
  return journeys.map((journey, at) => journeyText(journey, `journey ${at + 1}`));
};
