import { describe, expect, it } from "vitest";
import { describeInspection, isClosedPattern, parseInspection } from "./inspection.ts";
import { idText, list, oneOf, shortText, strictObject, Type } from "./schemas.ts";

const parse = (
  schemas: Parameters<typeof parseInspection>[0],
  declared?: Parameters<typeof parseInspection>[1],
) => {
  const problems: string[] = [];
  return { policy: parseInspection(schemas, declared, problems), problems };
};
const modes = (result: ReturnType<typeof parse>) =>
  Object.fromEntries(result.policy.fields.map(({ field, mode }) => [field, mode]));

const body = strictObject({
  email: Type.String({ maxLength: 254 }),
  slug: Type.Optional(shortText({ max: 40 })),
  note: Type.String({ maxLength: 2_000 }),
  password: Type.String(),
  refreshToken: Type.String(),
  planId: idText(),
  diet: oneOf(["any", "vegan"]),
  day: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
  lines: list(strictObject({ title: shortText(), count: Type.Integer() })),
  tags: list(shortText({ max: 20 })),
  extra: Type.Record(Type.String(), Type.Number()),
  anything: Type.Unknown(),
});

describe("the modes of fields", () => {
  it("VAL-09: identifiers block, free text logs, secrets are not looked at, closed schemas need no look", () => {
    expect(modes(parse({ body }))).toEqual({
      "body.email": "block",
      "body.slug": "block",
      "body.note": "log",
      "body.password": "off",
      "body.refreshToken": "off",
      "body.lines[].title": "log",
      "body.tags[]": "log",
      "body.extra.*": "block",
      "body.anything": "block",
    });
  });

  it("VAL-09: path parameters and query fields block, except where people search", () => {
    const params = strictObject({ name: Type.String() });
    const query = strictObject({ q: Type.String(), sort: Type.String(), page: Type.Integer() });
    expect(modes(parse({ params, query }))).toEqual({
      "params.name": "block",
      "query.q": "log",
      "query.sort": "block",
    });
  });

  it("VAL-09: a declaration changes one field, by its last name or its whole path", () => {
    const result = parse({ body }, { note: "block", "body.lines[].title": "off", slug: "log" });
    expect(result.problems).toEqual([]);
    expect(modes(result)).toMatchObject({
      "body.note": "block",
      "body.lines[].title": "off",
      "body.slug": "log",
      "body.email": "block",
    });
    expect(describeInspection(result.policy)).toContain("lines[].title (declared)");
  });

  it("VAL-09: off for a whole route says why, and is shown", () => {
    const result = parse({ body }, { off: "takes source code, which is attacks by its nature" });
    expect(result.problems).toEqual([]);
    expect(new Set(Object.values(modes(result)))).toEqual(new Set(["off"]));
    expect(describeInspection(result.policy)).toMatch(/^off: takes source code/);
    expect(describeInspection(parse({}).policy)).toBe("nothing to inspect");
  });
});

describe("a declaration that is not whole", () => {
  const problemOf = (
    declared: unknown,
    schemas: Parameters<typeof parseInspection>[0] = { body },
  ) => parse(schemas, declared as never).problems;

  it("POL-03: unknown fields, wrong modes and secrets are named", () => {
    expect(problemOf({ nope: "block" })[0]).toContain("nope is no text field");
    expect(problemOf({ diet: "block" })[0]).toContain("diet is no text field");
    expect(problemOf({ note: "loud" })[0]).toContain("note is block, log or off");
    expect(problemOf({ password: "log" })[0]).toContain("password is a secret");
    expect(problemOf({ off: "no" })[0]).toContain("says why");
    expect(problemOf({ off: "because of this", note: "log" })[0]).toContain("as a whole");
  });

  it("POL-03: a name that several fields have is refused, and a whole path proposed", () => {
    const twice = strictObject({
      a: strictObject({ text: Type.String() }),
      b: strictObject({ text: Type.String() }),
    });
    expect(problemOf({ text: "off" }, { body: twice })[0]).toContain("body.a.text");
    expect(problemOf({ "body.a.text": "off" }, { body: twice })).toEqual([]);
  });
});

describe("patterns", () => {
  it("are closed where they leave no room for an attack", () => {
    for (const closed of ["^[a-z0-9-]{1,40}$", "^\\d+$", "^[A-Z][A-Z0-9_]*$", "^[\\w.~-]+$"]) {
      expect(isClosedPattern(closed)).toBe(true);
    }
    for (const open of ["^.*$", "[a-z]+", "^[^<]+$", "^\\S+$", "^a|b$", "^[a-z']+$", "^\\P{C}+$"]) {
      expect(isClosedPattern(open)).toBe(false);
    }
  });
});
