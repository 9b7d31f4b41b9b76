import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { createBackground } from "#services/background";
import { createLocalHub, type LocalHub } from "#services/broadcast";
import { createLogger } from "#telemetry";
import { startTestApplication, type TestApplication } from "../../testing/test-application.ts";
import { logs } from "./index.ts";
import { createLevelControl } from "./level.ts";
import { createLevelRepository } from "./repository.ts";

let app: TestApplication;
let clock: ManualClock;
let hub: LocalHub;
beforeAll(async () => {
  app = await startTestApplication({ modules: [logs] });
});
afterAll(() => app.stop());
beforeEach(async () => {
  clock = createManualClock();
  hub = createLocalHub();
  await createLevelRepository(app.store).remove();
});

/** A node of an application: a log of its own, the database of all. */
const node = async () => {
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    clock,
    component: "plinth",
    destination: { write: (line) => lines.push(line) },
  });
  const background = createBackground({ log });
  const levels = createLevelControl({
    repository: createLevelRepository(app.store),
    log,
    configured: "info",
    clock,
    startTimer: clock.startTimer,
    broadcast: hub.join(),
    background,
  });
  await levels.begin();
  return { levels, log, lines, background };
};

describe("the level of the log", () => {
  it("LOG-01: is changed on every node while they run, and ends by itself", async () => {
    const [one, other] = [await node(), await node()];
    expect(await one.levels.set("debug", 15)).toEqual({
      level: "debug",
      configured: "info",
      until: clock.now() + 900_000,
    });
    await other.background.drain();
    expect([one.log.level(), other.log.level()]).toEqual(["debug", "debug"]);
    one.log.debug("seen now");
    expect(one.lines.join("")).toContain("seen now");
    clock.advance(899_999);
    expect(other.log.level()).toBe("debug");
    clock.advance(1);
    expect([one.log.level(), other.log.level()]).toEqual(["info", "info"]);
    expect(one.levels.view()).toEqual({ level: "info", configured: "info", until: null });
    // What a log left out has a reason that stands in it.
    expect(one.lines.filter((line) => line.includes("level of the log"))).toHaveLength(2);
  });

  it("LOG-01: holds over a restart until its end, and is taken back at once", async () => {
    const before = await node();
    await before.levels.set("warn", 60);
    before.levels.close();
    const after = await node();
    expect(after.log.level()).toBe("warn");
    const third = await node();
    expect(await after.levels.reset()).toMatchObject({ level: "info", until: null });
    await third.background.drain();
    expect([after.log.level(), third.log.level()]).toEqual(["info", "info"]);
    clock.advance(3_600_000);
    expect((await node()).log.level()).toBe("info");
  });

  it("LOG-01: a node that missed the hint finds it when it looks", async () => {
    const one = await node();
    hub = createLocalHub();
    const apart = await node();
    await one.levels.set("error", 5);
    expect(apart.log.level()).toBe("info");
    await apart.levels.follow();
    expect(apart.log.level()).toBe("error");
  });
});
