import { describe, expect, it } from "vitest";
import { flamePage, shareLines } from "./flame.ts";
import { byFunction, byRoom, readProfile } from "./read-profile.ts";

const node = (id: number, functionName: string, url: string, children: readonly number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9, columnNumber: 0, scriptId: "1" },
  hitCount: 0,
  children: [...children],
});

const profile = {
  nodes: [
    node(1, "(root)", "", [2, 5, 6]),
    node(2, "serve", "file:///app/packages/plinth/src/http/kernel.ts", [3, 4]),
    node(3, "<script>alert(1)</script>", "file:///app/server/work.js"),
    node(4, "parse", "file:///app/node_modules/@scope/parser/index.js"),
    node(5, "(garbage collector)", ""),
    node(6, "(idle)", ""),
  ],
  samples: [2, 3, 3, 4, 5, 6],
  timeDeltas: [100, 200, 200, 300, 50, 9_000],
};

describe("a profile", () => {
  it("PERF-08: self time adds up by room, and what was idle does not count", () => {
    const root = readProfile(profile, "/app");
    expect(root.totalMicros).toBe(850);
    expect(byRoom(root)).toEqual([
      { name: "application", micros: 400 },
      { name: "package @scope/parser", micros: 300 },
      { name: "plinth http", micros: 100 },
      { name: "(garbage collector)", micros: 50 },
    ]);
    expect(byFunction(root)[1]?.name).toBe(
      "parse  node_modules/@scope/parser/index.js:10  [package @scope/parser]",
    );
    expect(shareLines(root)[1]).toBe(" 47.1 %  application");
  });

  it("PERF-08: the flame graph is one page without scripts; names of functions are text", () => {
    const page = flamePage(readProfile(profile, "/app"), "Profile", "about");
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;, server/work.js:10");
    // serve is 800 of 850 µs wide, and stands under everything at the left.
    expect(page).toMatch(/<rect x="0\.0" y="17" width="1129\.\d"/);
    expect(page).not.toContain("(idle)");
  });

  it("PERF-08: what is no profile is refused", () => {
    expect(() => readProfile({ nodes: [] }, "/")).toThrow(TypeError);
  });
});
