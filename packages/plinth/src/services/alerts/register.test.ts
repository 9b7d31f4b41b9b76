import { expect, it } from "vitest";
import { createAlertRegister } from "./register.ts";

const rule = { about: "A test.", severity: "warning", evaluate: async () => undefined } as const;
const moment = { about: "A test.", severity: "warning", quietMs: 1 } as const;

it("OBS-08: an id is kebab-case and there once, over rules of both kinds", () => {
  const register = createAlertRegister();
  register.declare({ id: "disk-full", ...rule });
  register.declareMoment({ id: "somebody-came", ...moment });
  for (const id of ["disk-full", "somebody-came", "Disk", "disk_full", "", "a".repeat(61)]) {
    expect(() => register.declare({ id, ...rule })).toThrow(RangeError);
    expect(() => register.declareMoment({ id, ...moment })).toThrow(RangeError);
  }
  for (const times of [{ everyMs: 9_999 }, { forMs: -1 }, { forMs: Number.NaN }]) {
    expect(() => register.declare({ id: "other", ...rule, ...times })).toThrow(RangeError);
  }
  expect(register.rules().map(({ id }) => id)).toEqual(["disk-full"]);
  expect(register.momentRules().map(({ id }) => id)).toEqual(["somebody-came"]);
});

it("OBS-08: a moment that nobody listens to is no fault, and the last listener hears it", () => {
  const register = createAlertRegister();
  const heard: unknown[] = [];
  const said = { rule: "somebody-came", at: 0, value: 1, detail: "One." };
  register.raise(said);
  register.respond({ moment: said, done: "Nothing." });
  register.listen({ onMoment: (one) => heard.push(one), onResponse: (one) => heard.push(one) });
  register.raise(said);
  register.respond({ moment: said, done: "Nothing." });
  expect(heard).toEqual([said, { moment: said, done: "Nothing." }]);
});
