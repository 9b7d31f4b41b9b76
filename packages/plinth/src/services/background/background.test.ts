import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLogger } from "#telemetry";
import { createBackground } from "./background.ts";

const setUp = (options: { readonly limit?: number } = {}) => {
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    clock: createManualClock(),
    component: "test",
    destination: { write: (line: string) => lines.push(line) },
  });
  return {
    lines,
    background: createBackground({ log, ...options }),
  };
};

describe("background work", () => {
  it("is finished when drain resolves, work started by work included", async () => {
    const { background } = setUp();
    const done: string[] = [];
    background.run("outer", async () => {
      background.run("inner", async () => done.push("inner"));
      done.push("outer");
    });
    expect(done).toEqual([]);
    await background.drain();
    expect(done).toEqual(["outer", "inner"]);
    expect(background.pending()).toBe(0);
  });

  it("logs a failure and goes on", async () => {
    const { background, lines } = setUp();
    background.run("mail", () => Promise.reject(new Error("no route")));
    await background.drain();
    expect(lines.join("")).toContain("no route");
  });

  it("drops what exceeds its bound, loudly", async () => {
    const { background, lines } = setUp({ limit: 1 });
    expect(background.run("first", async () => undefined)).toBe(true);
    expect(background.run("second", async () => undefined)).toBe(false);
    await background.drain();
    expect(lines.join("")).toContain("dropped");
  });
});
