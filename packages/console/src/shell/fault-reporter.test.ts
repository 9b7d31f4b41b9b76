import { expect, test } from "vitest";
import type { FaultReport } from "./error-boundary.tsx";
import { createFaultReporter, faultMessage } from "./fault-reporter.ts";

const report = (part: Partial<FaultReport> = {}): FaultReport => ({
  id: "7KM4PQ2X",
  area: "the day planner",
  error: new TypeError("x is not a function"),
  componentStack: "\n    at MealCard (http://localhost/assets/a.js:1:2)\n    at div",
  ...part,
});

test("UX-11, P-024: a report keeps its id and names part and page, without query and fragment", () => {
  expect(faultMessage(report(), "/plans/new?from=x#token=secret")).toEqual({
    id: "7KM4PQ2X",
    message: "TypeError: x is not a function",
    component: "the day planner: MealCard",
    page: "/plans/new",
  });
});

test("UX-11: whatever is thrown, the message fits what the server takes", () => {
  const long = new Error("\u{1f35d}".repeat(2_000));
  const { message, component, page } = faultMessage(
    report({ error: long, area: "x".repeat(500), componentStack: "" }),
    `/${"y".repeat(500)}`,
  );
  expect(Array.from(message).length).toBe(500);
  expect(message.isWellFormed()).toBe(true);
  expect([component.length, page.length]).toEqual([200, 200]);
  expect(faultMessage(report({ error: { secret: "typed" } }), "/").message).toBe("object");
});

test("UX-11: one message for one fault, five for a page, and a lost one is silent", async () => {
  const sent: string[] = [];
  const tell = createFaultReporter({
    baseUrl: "",
    path: () => "/",
    send: (url, body) => {
      sent.push(`${url} ${JSON.parse(body).id}`);
      return Promise.reject(new Error("no connection"));
    },
  });
  tell(report());
  tell(report());
  for (let index = 0; index < 9; index += 1) tell(report({ id: `AAAA${index}` }));
  await Promise.resolve();
  expect(sent).toEqual([
    "/api/v1/client-errors 7KM4PQ2X",
    ...["AAAA0", "AAAA1", "AAAA2", "AAAA3"].map((id) => `/api/v1/client-errors ${id}`),
  ]);
});
