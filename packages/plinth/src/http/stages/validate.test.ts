import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { strictObject, Type } from "#policy";
import { post, startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";

const access = { public: true, because: "open to everyone in this test" } as const;
let kernel: TestKernel;
beforeAll(async () => {
  const body = strictObject({
    email: Type.String(),
    "given name": Type.Optional(Type.String()),
    notes: Type.Optional(Type.Record(Type.String(), Type.Integer())),
  });
  kernel = await startKernel([
    route.post(
      "/join",
      { access, summary: "Joins", body, responses: { 204: null } },
      () => undefined,
    ),
  ]);
});
afterAll(() => kernel.stop());

const fieldsOf = async (body: unknown): Promise<readonly string[]> => {
  const response = await kernel.fetch("/join", post(body));
  const { details } = (await response.json()) as { readonly details: { readonly field: string }[] };
  return details.map(({ field }) => field).toSorted();
};

describe("ERR-05, VAL-14: unknown fields in errors", () => {
  it("VAL-02: are named where they have a name, so that a slip of the finger is found", async () => {
    expect(await fieldsOf({ email: "a", emial: "a", größe: 1, "x-y.z_$1": 1 })).toEqual([
      "body.emial",
      "body.größe",
      "body.x-y.z_$1",
    ]);
  });

  it.each([
    "<img src=x onerror=alert(1)>",
    "' OR 1=1 --",
    "a b",
    'quo"te',
    "x".repeat(65),
    "",
    "../../etc/passwd",
  ])("ERR-05: are no more than a question mark where it is none: %j", async (name) => {
    expect(await fieldsOf({ email: "a", [name]: 1 })).toEqual(["body.?"]);
    expect(await fieldsOf({ email: "a", notes: { [name]: "no number" } })).toEqual([
      "body.notes.?",
    ]);
  });

  it("VAL-02: names of the schema are shown as they are", async () => {
    expect(await fieldsOf({})).toEqual(["body.email"]);
  });
});
