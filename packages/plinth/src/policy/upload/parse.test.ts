import { describe, expect, it } from "vitest";
import { compilePolicies } from "../compile.ts";
import type { PolicyDeclaration } from "../declaration.ts";
import { numericFields } from "../publish/numbers.ts";
import { createOpenApi } from "../publish/openapi.ts";
import { policyRow } from "../publish/table.ts";
import { strictObject, Type } from "../schemas.ts";

const PNG = { types: ["image/png"] };
const compile = (declaration: object, method: "POST" | "GET" = "POST") => {
  const problems: string[] = [];
  const policies = compilePolicies(
    [
      {
        method,
        path: "/photo",
        module: "test",
        declaration: {
          access: "user",
          summary: "Takes a photo",
          responses: { 204: null },
          ...declaration,
        } as PolicyDeclaration,
      },
    ],
    { limit: "100/minute" },
    problems,
  );
  const [policy] = policies;
  if (policy === undefined) throw new TypeError("nothing compiled");
  return { policy, problems };
};

describe("what a route may say of files", () => {
  it.each([
    ["no field", { upload: {} }, /names its fields/],
    ["no type", { upload: { photo: { types: [] } } }, /types lists/],
    ["no object", { upload: { photo: "image/png" } }, /is \{ types/],
    [
      "a type that bytes do not tell",
      { upload: { photo: { types: ["image/bmp"] } } },
      /image\/bmp cannot/,
    ],
    ["a type twice", { upload: { photo: { types: ["image/png", "image/png"] } } }, /twice/],
    [
      "SVG without a decision",
      { upload: { photo: { types: ["image/svg+xml"] } } },
      /in `allowSvg`/,
    ],
    [
      "a decision on nothing",
      { upload: { photo: { ...PNG, allowSvg: "we draw a lot" } } },
      /not among/,
    ],
    [
      "active PDFs without a reason",
      { upload: { paper: { types: ["application/pdf"], allowActivePdf: "yes" } } },
      /in `allowActivePdf`/,
    ],
    [
      "active PDFs where none are taken",
      { upload: { photo: { ...PNG, allowActivePdf: "we print what we are sent" } } },
      /allowActivePdf: application\/pdf is not among/,
    ],
    ["no cap", { upload: { photo: { ...PNG, maxBytes: 0 } } }, /maxBytes is a whole number/],
    [
      "a cap without end",
      { upload: { photo: { ...PNG, maxBytes: Number.POSITIVE_INFINITY } } },
      /maxBytes/,
    ],
    ["a cap over 1 GiB", { upload: { photo: { ...PNG, maxBytes: 2 ** 31 } } }, /maxBytes/],
    [
      "JSON over 1 MiB",
      { upload: { a: { types: ["application/json"], maxBytes: 2 ** 21 } } },
      /maxBytes/,
    ],
    ["no pixel", { upload: { photo: { ...PNG, maxPixels: 0 } } }, /maxPixels is a whole number/],
    ["no file", { upload: { photo: { ...PNG, maxFiles: 0 } } }, /maxFiles/],
    [
      "too many files",
      { upload: { a: { ...PNG, maxFiles: 30 }, b: { ...PNG, maxFiles: 30 } } },
      /at most 50 files/,
    ],
    ["an unknown member", { upload: { photo: { ...PNG, size: 1 } } }, /unknown member size/],
    [
      "an unknown cap",
      { upload: { photo: { ...PNG, archive: { depth: 1 } } } },
      /unknown cap depth/,
    ],
    ["a field name that is none", { upload: { "a b": PNG } }, /a field name/],
    ["a field of objects", { upload: { constructor: PNG } }, /a field name/],
    [
      "a word that is no choice",
      { upload: { photo: { ...PNG, optional: "yes" } } },
      /true or false/,
    ],
    ["texts that are open", { upload: { photo: PNG }, body: Type.Object({}) }, /strict object/],
    [
      "texts that are nested",
      { upload: { photo: PNG }, body: strictObject({ a: strictObject({}) }) },
      /body.a is no text/,
    ],
    [
      "a text that is a file",
      { upload: { photo: PNG }, body: strictObject({ photo: Type.String() }) },
      /a field for files too/,
    ],
    ["an example", { upload: { photo: PNG }, example: {} }, /example is JSON/],
    ["a signature", { upload: { photo: PNG }, signed: true, scope: "a:b" }, /held whole/],
    [
      "a limit by what is in it",
      {
        upload: { photo: PNG },
        body: strictObject({ a: Type.String() }),
        limit: { rule: "5/minute", by: "field:a" },
      },
      /read after files/,
    ],
  ] as const)("UPL-01, POL-03: %s stops the start", (_, declaration, expected) => {
    expect(compile(declaration).problems.join("\n")).toMatch(expected);
  });

  it("POL-03: GET takes no form", () => {
    expect(compile({ upload: { photo: PNG } }, "GET").problems.join()).toContain(
      "GET takes no form",
    );
  });

  it("UPL-02: 10 MiB, one file, 30 seconds where nothing is said", () => {
    const { policy, problems } = compile({ upload: { photo: PNG } });
    expect(problems).toEqual([]);
    expect(policy.upload?.fields).toMatchObject([
      {
        ...{ name: "photo", maxBytes: 10_485_760, maxFiles: 1, optional: false },
        allowsActivePdf: false,
      },
    ]);
    expect(policy.timeoutMs).toBe(30_000);
    expect(policy.bodyLimit).toBe(10_485_760 + 2 * 4_096);
    expect(policy.errors).toEqual(
      expect.arrayContaining(["FILE_TOO_LARGE", "FILE_TYPE_REFUSED", "FILE_REFUSED"]),
    );
    expect(numericFields([policy]).map(({ field }) => field)).toContain("bodyLimit");
    expect(policyRow(policy).input).toBe("upload (photo: image/png, at most 10 MiB)");
  });

  it("VAL-09: the names of files are logged, or what the route declares", () => {
    expect(compile({ upload: { photo: PNG } }).policy.inspect.fields).toEqual([
      { field: "files.photo[]", mode: "log", because: "file name" },
    ]);
    const declared = compile({ upload: { photo: PNG }, inspect: { photo: "block" } });
    expect(declared.policy.inspect.fields).toMatchObject([
      { field: "files.photo[]", mode: "block" },
    ]);
  });

  it("POL-05: the document shows a form with its texts and files", () => {
    const { policy } = compile({
      upload: {
        photo: PNG,
        more: { types: ["image/png", "image/gif"], maxFiles: 3, optional: true },
      },
      body: strictObject({ title: Type.String() }),
    });
    const info = { title: "t", version: "1", description: "d", sessionCookie: "s" };
    const operation = createOpenApi([policy], {}, info).paths["/photo"]?.["post"];
    expect(operation).toMatchObject({
      requestBody: {
        content: {
          "multipart/form-data": {
            schema: {
              properties: {
                title: { type: "string" },
                photo: { type: "string", format: "binary", contentMediaType: "image/png" },
                more: { type: "array", maxItems: 3 },
              },
              required: ["title", "photo"],
              additionalProperties: false,
            },
            encoding: { more: { contentType: "image/png, image/gif" } },
          },
        },
      },
      "x-plinth-policy": {
        hasBody: false,
        upload: { fields: [{ name: "photo" }, { name: "more" }] },
      },
    });
  });
});
