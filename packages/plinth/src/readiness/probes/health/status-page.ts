import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const strangersIn = (value: unknown, allowed: readonly string[], where: string): string[] =>
  Object.keys(isFields(value) ? value : {})
    .filter((name) => !allowed.includes(name))
    .map((name) => `${where} tells ${name}`);

const partFaults = (part: unknown): readonly string[] => {
  if (!isFields(part)) return ["a part is no object"];
  const days: readonly unknown[] = Array.isArray(part["days"]) ? part["days"] : [];
  return [
    ...strangersIn(part, ["name", "state", "days"], String(part["name"])),
    ...(typeof part["name"] === "string" && typeof part["state"] === "string"
      ? []
      : ["a part has no name or no state"]),
    ...days.flatMap((day) => strangersIn(day, ["day", "uptime"], "a day")).slice(0, 1),
  ];
};

/** HLT-08 */
export const statusPage: Probe = {
  id: "status-page",
  claim: "The public status page, where there is one, tells names, states and uptime and no more",
  requirements: ["HLT-08"],
  standard: "OWASP ASVS 5 V13.4.5",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy: "Give /status.json the members of its schema; details belong to administrators.",
  sabotage: "talkative-status-page",
  run: async (target) => {
    const answer = await target.ask("/status.json");
    if (isStranger(target)) return notApplicable("no document promises a public status page");
    const components = isFields(answer.json) ? answer.json["components"] : undefined;
    if (answer.status !== 200 || !Array.isArray(components)) {
      return notApplicable("there is no public status page");
    }
    const found = [
      ...strangersIn(answer.json, ["status", "timestamp", "components"], "it"),
      ...components.flatMap(partFaults),
    ];
    const faults: Fault[] = found.map((what) => ({ what, answer }));
    return judge({
      faults,
      checked: components.length,
      of: "parts",
      wanted: "name, state and days of each",
    });
  },
};
