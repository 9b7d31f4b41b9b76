import { type ApiClient, ApiError, type ApiRequest } from "@plinth/console";
import { expect, it } from "vitest";
import { DISH_MOVED, refusalOf, sendWords } from "./telling.ts";
import type { Words } from "./words.ts";

const plan = { id: "p", days: [{ meals: [{ slot: "dinner", recipe: { id: "soup" } }] }] };
const note = (text: string): Words => ({
  kind: "note",
  plan: "p",
  place: { day: 0, slot: "dinner" },
  recipe: "soup",
  note: text,
});
const clientOf = (answer: () => unknown, calls: ApiRequest[]) =>
  ({
    get: async () => answer(),
    request: async (call: ApiRequest) => {
      calls.push(call);
      return answer();
    },
  }) as unknown as ApiClient;

it("DB-04: a note goes to the dish that it is about, under its key, or is told to have lost it", async () => {
  const calls: ApiRequest[] = [];
  await sendWords(
    clientOf(() => plan, calls),
    note("hot"),
    "k1",
  );
  expect(calls).toEqual([
    {
      method: "PATCH",
      path: "/api/v1/plans/p",
      body: { day: 0, slot: "dinner", change: "note", note: "hot" },
      idempotencyKey: "k1",
    },
  ]);
  const changed = { ...plan, days: [{ meals: [{ slot: "dinner", recipe: { id: "stew" } }] }] };
  const error = await sendWords(
    clientOf(() => changed, calls),
    note("hot"),
    "k2",
  ).catch((reason: unknown) => reason);
  expect(refusalOf(error)).toEqual({ code: DISH_MOVED, status: 409 });
  expect(calls).toHaveLength(1);
});

it("P-116: ticks go under one key; where the server did them before, and lost its answer, they are done", async () => {
  const calls: ApiRequest[] = [];
  const words: Words = { kind: "ticks", plan: "p", changes: { rice: true, salt: false } };
  const said = await sendWords(
    clientOf(() => ({ checked: ["rice"] }), calls),
    words,
    "k1",
  );
  expect(said).toEqual({ kind: "ticks", checked: ["rice"] });
  const changes = [
    { food: "rice", done: true },
    { food: "salt", done: false },
  ];
  expect(calls).toEqual([
    {
      method: "PUT",
      path: "/api/v1/plans/p/groceries/checks",
      body: { changes },
      idempotencyKey: "k1",
    },
  ]);
  const lost = () => {
    throw new ApiError({ code: "IDEMPOTENCY_ANSWER_LOST", status: 409 });
  };
  expect(await sendWords(clientOf(lost, calls), words, "k1")).toBeUndefined();
});

it.each([
  ["NETWORK_ERROR", 0, "passes"],
  ["AUTHENTICATION_ERROR", 401, "passes"],
  ["ADDRESS_BLOCKED", 403, "passes"],
  ["REQUEST_TIMEOUT", 408, "passes"],
  ["IDEMPOTENCY_IN_PROGRESS", 409, "passes"],
  ["RATE_LIMIT_EXCEEDED", 429, "passes"],
  ["SERVICE_UNAVAILABLE", 503, "passes"],
  ["VALIDATION_ERROR", 400, "stays"],
  ["AUTHORIZATION_ERROR", 403, "stays"],
  ["NOT_FOUND", 404, "stays"],
  ["CONFLICT", 409, "stays"],
  ["IDEMPOTENCY_KEY_REUSED", 422, "stays"],
] as const)(
  "UX-02: %s (%i) %s: what stays is told of, and not tried for ever",
  (code, status, is) => {
    const refusal = refusalOf(new ApiError({ code, status }));
    expect(refusal).toEqual(is === "passes" ? undefined : { code, status });
  },
);
