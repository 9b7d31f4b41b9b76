import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";

const fixture = fileURLToPath(new URL("../fixtures/measured-application.mjs", import.meta.url));
const scratch = scratchDirectory();
afterAll(scratch.remove);

describe("plinth profile", () => {
  it("PERF-08: writes flame data in which the function that wastes time stands first", async () => {
    const { code, printed, told } = await runPlinth(
      [
        ...["profile", "--app", fixture, "--endpoint", "/work", "--seconds", "1"],
        ...["--setting", "MEASURED_SPIN_MS=5", "--output", scratch.path],
      ],
      {},
    );
    expect(code, told).toBe(0);
    expect(printed).toMatch(/self time by room\n +\d+\.\d % {2}application/);
    expect(printed).toMatch(/self time by function\n +\d+\.\d % {2}wasteTime /);
    const files = readdirSync(scratch.path).toSorted();
    expect(files.map((file) => file.replace(/^.*Z?\./, ""))).toEqual([
      "cpuprofile",
      "html",
      "json",
    ]);
    const [data = "", page = ""] = files.map((file) =>
      readFileSync(join(scratch.path, file), "utf8"),
    );
    expect(JSON.parse(data)).toMatchObject({
      nodes: expect.any(Array),
      samples: expect.any(Array),
    });
    expect(page).toContain("wasteTime");
    expect(page).not.toContain("<script");
  });
});
