import { describe, expect, it, vi } from "vitest";
import { createManualClock } from "#core";
import { createLogger } from "#telemetry";
import { createBackground } from "./background.ts";

const setUp = (options: { readonly limit?: number; readonly rest?: () => Promise<void> } = {}) => {
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

  it("P-082: begins what must not show in an answer only after its rest", async () => {
    let wake = (): void => undefined;
    const rest = () => new Promise<void>((resolve) => (wake = resolve));
    const { background } = setUp({ rest });
    const done: string[] = [];
    background.runUntold("mail", async () => done.push("untold"));
    background.run("touch", async () => done.push("told"));
    await vi.waitUntil(() => done.length > 0);
    expect(done).toEqual(["told"]);
    wake();
    await background.drain();
    expect(done).toEqual(["told", "untold"]);
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
