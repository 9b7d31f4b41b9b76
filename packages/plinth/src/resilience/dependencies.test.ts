import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createDegradation } from "./degradation.ts";
import { createDependencies } from "./dependencies.ts";

const set = () => {
  const clock = createManualClock(0);
  const degradation = createDegradation();
  const heard: string[] = [];
  const dependencies = createDependencies({
    clock,
    startTimer: clock.startTimer,
    jitter: () => 0,
    degradation,
    listener: {
      onOutcome: (name, outcome) => heard.push(`${name} ${outcome}`),
      onBreaker: (name, to) => heard.push(`${name} is ${to}`),
    },
  });
  const mail = dependencies.declare({
    name: "mail",
    title: "Mail",
    limitMs: 1_000,
    whileDegraded: "Mails are sent later.",
  });
  return { clock, degradation, dependencies, heard, mail };
};

const fail = (): Promise<never> => Promise.reject(new Error("stub"));

describe("dependencies", () => {
  it("RES-01: 5 failures open for 60 s, 2 successes close; state, mode and listeners follow", async () => {
    const { clock, degradation, dependencies, heard, mail } = set();
    for (let index = 0; index < 5; index += 1) await mail.call(fail).catch(() => undefined);
    await expect(mail.call(fail)).rejects.toMatchObject({
      code: "DEPENDENCY_UNAVAILABLE",
      headers: { "Retry-After": "60" },
    });
    expect(dependencies.list()).toMatchObject([
      { name: "mail", status: "open", reopensInMs: 60_000, refused: 1, running: 0, waiting: 0 },
    ]);
    expect(degradation.summary()).toBe("mail;mode=degraded");
    clock.advance(60_000);
    await mail.call(async () => "sent");
    expect(degradation.modeOf("mail")).toBe("degraded");
    await mail.call(async () => "sent");
    expect(degradation.summary()).toBe("");
    expect(heard).toEqual([
      ...Array(4).fill("mail failure"),
      "mail is open",
      "mail failure",
      "mail refused",
      "mail is half-open",
      "mail success",
      "mail is closed",
      "mail success",
    ]);
  });

  it("RES-03: off means that nothing is called, and names are fit for headers and URLs", async () => {
    const { degradation, dependencies, heard, mail } = set();
    degradation.set("mail", "off");
    const work = async () => heard.push("called");
    await expect(mail.call(work)).rejects.toMatchObject({ code: "DEPENDENCY_UNAVAILABLE" });
    degradation.set("mail", undefined);
    await mail.call(work);
    expect(heard).toEqual(["mail refused", "called", "mail success"]);
    const odd = { title: "Odd", limitMs: 1, whileDegraded: "Odd." };
    for (const name of ["", "Mail", "a,b", "a;mode=off", "é", "a b"]) {
      expect(() => dependencies.declare({ ...odd, name })).toThrow(RangeError);
    }
  });

  it("RES-01: an administrator closes a breaker by hand; an unknown name is said", async () => {
    const { dependencies, mail } = set();
    for (let index = 0; index < 5; index += 1) await mail.call(fail).catch(() => undefined);
    expect(dependencies.reset("mail")).toBe(true);
    expect(dependencies.reset("nothing")).toBe(false);
    expect(await mail.call(async () => "sent")).toBe("sent");
  });

  it("RES-03: an administrator's word goes before what was seen, until it is taken back", () => {
    const { degradation } = set();
    const heard: string[] = [];
    degradation.onChange(({ name, mode, because }) => heard.push(`${name} ${mode} ${because}`));
    degradation.set("mail", "off");
    degradation.observe("mail", "degraded");
    expect(degradation.modeOf("mail")).toBe("off");
    degradation.set("mail", undefined);
    expect(heard).toEqual(["mail off set", "mail degraded observed"]);
    expect(() => degradation.set("nothing", "off")).toThrow(RangeError);
    expect(() =>
      degradation.declare({ name: "mail", title: "Mail", whileDegraded: "Later." }),
    ).toThrow(RangeError);
  });

  it("RES-04: what hangs is ended by its limit, call by call, and opens the breaker", async () => {
    const { clock, dependencies, mail } = set();
    for (let index = 0; index < 5; index += 1) {
      const hanging = mail.call(() => new Promise(() => undefined)).catch((fault) => fault.code);
      clock.advance(1_000);
      expect(await hanging).toBe("DEPENDENCY_TIMEOUT");
    }
    expect(dependencies.list()[0]?.status).toBe("open");
  });
});
