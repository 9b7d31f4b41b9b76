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

const numbers = (most: number) =>
  tableFile({
    name: "numbers",
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
    route.get("/many", shared, () => numbers(250_000)),
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

it("AZ-04: a file ends at 100,000 rows, and what is beyond is never read", async () => {
  reads = 0;
  expect((await lines("/many")).rows).toHaveLength(100_000);
  expect(reads).toBe(100);
});

it("ERR-01: a table that cannot be read is told of as any failure, not half a file", async () => {
  expect((await kernel.fetch("/broken")).status).toBe(500);
});
