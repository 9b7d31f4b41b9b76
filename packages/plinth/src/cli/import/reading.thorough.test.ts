import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "./csv.ts";
import { readJson } from "./json.ts";
import { decodeUtf8, type FileRecord } from "./records.ts";

async function* chunks(text: string, size = 7): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function* bytes(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

const all = async (records: AsyncIterable<FileRecord>): Promise<FileRecord[]> => {
  const found: FileRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
};

const COLUMNS = ["email", "name"];
const csv = (text: string, size?: number) => all(readCsv(chunks(text, size), COLUMNS));
const json = (text: string, size?: number) => all(readJson(chunks(text, size)));

describe("reading CSV", () => {
  it("ID-08: reads quotes, doubled quotes, commas and line breaks within quotes, CRLF and LF", async () => {
    const text = 'name,email\r\n"A ""B"", C",a@x.org\n"two\r\nlines",b@x.org\r\n\r\nplain,c@x.org';
    for (const size of [1, 2, 5, 1_000]) {
      expect(await csv(text, size)).toEqual([
        { row: 2, values: { name: 'A "B", C', email: "a@x.org" } },
        { row: 3, values: { name: "two\r\nlines", email: "b@x.org" } },
        { row: 4, values: { name: "plain", email: "c@x.org" } },
      ]);
    }
  });

  it.each([
    ["too few fields", "a@x.org", /has 1 fields, not 2/],
    ["too many fields", "a@x.org,A,B", /has 3 fields/],
    ["text behind a quote", '"a@x.org"x,A', /behind a closing quote/],
    ["a quote within", 'a"b@x.org,A', /within a field/],
    ["an open quote", '"a@x.org,A', /ends within quotes/],
    ["a field without end", `${"x".repeat(9_000)},A`, /longer than/],
  ])("ID-08: a row with %s is broken, alone", async (_, line, reason) => {
    const isLast = line.startsWith('"a@x.org,');
    const records = await csv(`email,name\nb@x.org,B\n${line}${isLast ? "" : "\nc@x.org,C"}`);
    const broken = records.find((record) => "broken" in record);
    expect(broken).toMatchObject({ row: 3, broken: expect.stringMatching(reason) });
    expect(records).toHaveLength(isLast ? 2 : 3);
  });

  it.each(["", "email,colour\n", "email,email\n", '"email', "a@x.org,A\n"])(
    "ID-08: a file that begins %j is refused whole",
    async (text) => {
      await expect(csv(text)).rejects.toThrow(/the first line|empty/);
    },
  );

  it("ID-08: any values come back, however the file is cut into chunks", async () => {
    const value = fc.string({ unit: "binary", maxLength: 20 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          const lines = rows.map((row) => row.map(quote).join(","));
          const text = ["email,name", ...lines].join("\r\n");
          // Chunks of a file never cut a surrogate pair; the decoder keeps them whole.
          const points = [...text];
          const parts = async function* () {
            for (let at = 0; at < points.length; at += size) {
              yield points.slice(at, at + size).join("");
            }
          };
          const read = await all(readCsv(parts(), COLUMNS));
          expect(read.map((record) => ("values" in record ? record.values : record))).toEqual(
            rows.map(([email, name]) => ({ email, name })),
          );
        },
      ),
    );
  });
});

describe("reading JSON", () => {
  it("ID-08: reads an array of objects, with braces and quotes in texts, and JSON Lines", async () => {
    const rows = [
      { email: 'a"}{[@x.org', name: "\\" },
      { email: "b@x.org", more: { deep: [1] } },
    ];
    const expected = rows.map((values, index) => ({ row: index + 1, values }));
    for (const size of [1, 3, 1_000]) {
      expect(await json(JSON.stringify(rows), size)).toEqual(expected);
      expect(await json(JSON.stringify(rows, null, 2), size)).toEqual(expected);
      expect(await json(rows.map((row) => JSON.stringify(row)).join("\n"), size)).toEqual(expected);
    }
    expect(await json("[]")).toEqual([]);
  });

  it("ID-08: an object that is no JSON or too long is broken, alone", async () => {
    const records = await json(`[{"email": a}, {"name":"${"x".repeat(9_000)}"}, {"email":"c"}]`);
    expect(records.map((record) => "broken" in record)).toEqual([true, true, false]);
  });

  it.each(["", "null", "[1]", '{"a":1}]', '[{"a":1}', '[{"a":', '[{"a":1}] {"b":2}', "email,name"])(
    "ID-08: a file that reads %j is refused",
    async (text) => {
      await expect(json(text)).rejects.toThrow(/no JSON array|cut off|empty/);
    },
  );
});

describe("decoding", () => {
  it("drops a byte order mark, keeps characters that chunks cut, refuses what is no UTF-8", async () => {
    const text = async (...parts: readonly Uint8Array[]) => {
      let whole = "";
      for await (const part of decodeUtf8(bytes(...parts))) whole += part;
      return whole;
    };
    const umlaut = Buffer.from("\ufeffä🌷");
    expect(await text(umlaut.subarray(0, 4), umlaut.subarray(4, 6), umlaut.subarray(6))).toBe(
      "ä🌷",
    );
    await expect(text(Buffer.of(0x61, 0xff))).rejects.toThrow("not UTF-8");
    await expect(text(Buffer.of(0xc3))).rejects.toThrow("not UTF-8");
  });
});
