import { afterAll, beforeAll, expect, it } from "vitest";
import { Type } from "#policy";
import { startKernel, type TestKernel } from "../kernel.test-support.ts";
import { route } from "../route.ts";
import { tableFile } from "./table-file.ts";

const shared = {
  access: { public: true, because: "open to everyone in this test" },
  summary: "A table",
  produces: "file",
  responses: { 200: Type.String() },
} as const;
const PART = 1_000;
let reads = 0;

const numbers = (most: number, format?: "csv" | "json") =>
  tableFile({
    name: "numbers",
    format,
    head: ["number"],
    cells: (row: number) => [String(row)],
    read: async (from: number | undefined) => {
      const start = from ?? 0;
      reads += 1;
      const rows = Array.from({ length: Math.min(PART, most - start) }, (_, at) => start + at);
      return { rows, next: start + PART < most ? start + PART : undefined };
    },
  });

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel([
    route.get("/few", shared, () => numbers(2_500)),
    route.get("/none", shared, () => numbers(0)),
    route.get("/few.json", shared, () => numbers(2_500, "json")),
    route.get("/none.json", shared, () => numbers(0, "json")),
    route.get("/many", shared, () => numbers(250_000)),
    route.get("/gaps.json", shared, () =>
      tableFile({
        name: "gaps",
        format: "json",
        head: ["number"],
        cells: (row: number) => [String(row)],
        // As where a part of what was read does not fit the filter.
        read: async (from: number = 0) => ({
          rows: from % 2 === 0 ? [] : [from],
          next: from < 4 ? from + 1 : undefined,
        }),
      }),
    ),
    route.get("/broken", shared, () =>
      tableFile({
        name: "broken",
        head: ["number"],
        cells: () => [],
        read: () => Promise.reject(new Error("the table is gone")),
      }),
    ),
  ]);
});
afterAll(() => kernel.stop());

const lines = async (path: string) => {
  const answer = await kernel.fetch(path);
  const found = (await answer.text()).split("\r\n");
  expect(found.pop()).toBe("");
  return { answer, head: found[0], rows: found.slice(1) };
};

it("AZ-04: a table is one file, whole, in the order in which it is read, part by part", async () => {
  reads = 0;
  const { answer, head, rows } = await lines("/few");
  expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="numbers.csv"');
  expect(head).toBe('"number"');
  expect(rows).toEqual(Array.from({ length: 2_500 }, (_, at) => `"${at}"`));
  expect(reads).toBe(3);
});

it("AZ-04: a table without rows says its columns", async () => {
  expect((await lines("/none")).rows).toEqual([]);
});

it("LOG-04: as JSON it is one list of the same rows", async () => {
  const answer = await kernel.fetch("/few.json");
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="numbers.json"');
  expect(await answer.json()).toEqual(Array.from({ length: 2_500 }, (_, at) => at));
  expect(await (await kernel.fetch("/none.json")).json()).toEqual([]);
  expect(await (await kernel.fetch("/gaps.json")).json()).toEqual([1, 3]);
});

it("AZ-04: a long file is whole, and others have a turn after each of its parts", async () => {
  reads = 0;
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const { rows } = await lines("/many");
  isOver = true;
  expect([rows.length, reads]).toEqual([250_000, 250]);
  expect(turns).toBeGreaterThanOrEqual(reads - 1);
});

it("AZ-04: whoever stops taking has no more read for them", async () => {
  reads = 0;
  const { stream } = await numbers(10_000_000);
  const taken = stream?.iterator();
  await taken?.next();
  await taken?.return?.();
  expect(reads).toBeLessThan(100);
  expect(stream?.destroyed).toBe(true);
});

it("ERR-01: a table that cannot be read is told of as any failure, not half a file", async () => {
  expect((await kernel.fetch("/broken")).status).toBe(500);
});
