import { afterAll, beforeAll, expect, test } from "vitest";
import { createManualClock } from "#core";
import { clientErrors } from "#modules/client-errors";
import { status } from "#modules/status";
import { startTestApplication, type TestApplication } from "#testing";

const REPORT = {
  id: "7KM4PQ2X",
  message: "TypeError: x is not a function",
  component: "the day planner",
  page: "/plans/new",
};

const clock = createManualClock();
const lines: string[] = [];
let application: TestApplication;
beforeAll(async () => {
  application = await startTestApplication({
    modules: [clientErrors, status],
    clock,
    onLogLine: (line) => lines.push(line),
  });
});
afterAll(() => application.stop());

const send = (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
  clock.advance(3_600_000);
  return application.fetch("/api/v1/client-errors", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
};

const reports = () => lines.map((line) => JSON.parse(line)).filter(({ report }) => report);
const counted = async () => {
  const text = await (await application.fetch("/metrics")).text();
  return Number(/^client_errors_total (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
};

test("UX-11, P-024: a report becomes one line and one count, and the answer says nothing", async () => {
  const before = await counted();
  const answer = await send(REPORT);
  expect(answer.status).toBe(204);
  expect(await answer.text()).toBe("");
  const { component, ...rest } = REPORT;
  expect(reports()).toMatchObject([
    { level: "warn", category: "client", report: { ...rest, part: component } },
  ]);
  expect(await counted()).toBe(before + 1);
});

test("UX-11: secrets in a report do not reach the log", async () => {
  await send({ ...REPORT, message: "fetch /x?token=abcdefghijklmnop failed, password=hunter2-x" });
  expect(lines.join("\n")).not.toMatch(/abcdefghijklmnop|hunter2-x/);
});

test.each([
  ["message", "x".repeat(501)],
  ["component", "x".repeat(201)],
  ["page", `/${"x".repeat(200)}`],
  ["page", "/account?token=abc"],
  ["page", "/account#token=abc"],
  ["page", "https://evil.example/"],
  ["id", "7km4pq2x\n"],
  ["id", ""],
])(
  "VAL-05: a report whose %s is not as declared is refused and never echoed",
  async (name, value) => {
    const count = reports().length;
    const answer = await send({ ...REPORT, [name]: value });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain(name);
    if (value !== "") expect(text).not.toContain(value);
    expect(reports()).toHaveLength(count);
  },
);

test("VAL-05: unknown members and large bodies are refused", async () => {
  expect((await send({ ...REPORT, stack: "at x" })).status).toBe(400);
  expect((await send({ ...REPORT, message: "x".repeat(5_000) })).status).toBe(413);
});

test("RL-01: an address that reports without end is stopped", async () => {
  const one = () =>
    application.fetch("/api/v1/client-errors", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(REPORT),
    });
  clock.advance(3_600_000);
  const statuses: number[] = [];
  for (let call = 0; call < 12; call += 1) statuses.push((await one()).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 204), 429, 429]);
});
