import { describe, expect, it } from "vitest";
import { gateBench } from "./gate.test-support.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

describe("RL-13: addresses that grew suspicious", () => {
  it("RL-13: are blocked for a while, are told until when, and are let in again", () => {
    const { ask, clock, probe } = gateBench();
    // 100 points at 2 a path: the 51st passes the threshold, the next request is refused.
    expect(probe("203.0.113.7")).toBe(51);
    const refused = ask("203.0.113.7");
    expect(refused).toMatchObject({
      code: "ADDRESS_BLOCKED",
      status: 429,
      headers: { "Retry-After": "300" },
      extra: { retryAfter: 300, blockedUntil: new Date(clock.now() + 5 * MINUTE).toISOString() },
    });
    expect(ask("203.0.113.8").passed).toBe(true);
    clock.advance(5 * MINUTE - 1);
    expect(ask("203.0.113.7")).toMatchObject({ headers: { "Retry-After": "1" } });
    clock.advance(1);
    expect(ask("203.0.113.7").passed).toBe(true);
  });

  it("RL-13: are blocked longer each time, and have a clean slate after a week", () => {
    const { ask, clock, probe, gate } = gateBench();
    const lengths: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      probe("203.0.113.7");
      const last = gate.entries().at(-1);
      const lasts = (last?.until ?? 0) - (last?.from ?? 0);
      lengths.push(lasts / MINUTE);
      clock.advance(lasts);
      expect(ask("203.0.113.7").passed).toBe(true);
    }
    expect(lengths).toEqual([5, 30, 240, 1_440, 1_440]);
    clock.advance(7 * DAY);
    probe("203.0.113.7");
    expect(gate.entries().at(-1)).toMatchObject({ level: 1 });
  });

  it("RL-13: one alert a block, however long the burst, with reason, level and end", () => {
    const { ask, probe, security, clock } = gateBench();
    probe("203.0.113.7");
    for (let call = 0; call < 50; call += 1) ask("203.0.113.7", { isUnknown: true });
    const blocks = security.filter(({ name }) => name === "address.blocked");
    expect(blocks).toEqual([
      {
        name: "address.blocked",
        severity: "alert",
        clientAddress: "203.0.113.7",
        data: {
          range: "203.0.113.7",
          reason: "path.unknown",
          level: 1,
          until: new Date(clock.now() + 5 * MINUTE).toISOString(),
        },
      },
    ]);
  });

  it("RL-13: points are for refusals and events of failure, and fade after five minutes", () => {
    const { ask, clock, events, gate } = gateBench();
    const fail = () =>
      events.emit("security", {
        name: "signin.failed",
        severity: "warning",
        clientAddress: "203.0.113.7",
      });
    for (let time = 0; time < 20; time += 1) fail();
    expect(ask("203.0.113.7").passed).toBe(true);
    clock.advance(5 * MINUTE);
    for (let time = 0; time < 20; time += 1) fail();
    expect(ask("203.0.113.7").passed).toBe(true);
    gate.noteRefusal({ clientAddress: "203.0.113.7", raw: { headers: {} } } as never);
    expect(ask("203.0.113.7").passed).toBe(false);
  });

  it("RL-13: the twenty-first blocked attack within five minutes blocks its address", () => {
    const { ask, events, security } = gateBench();
    const attack = () =>
      events.emit("security", {
        name: "inspection.blocked",
        severity: "warning",
        clientAddress: "203.0.113.7",
      });
    for (let time = 0; time < 20; time += 1) attack();
    expect(ask("203.0.113.7").passed).toBe(true);
    for (let time = 0; time < 10; time += 1) attack();
    expect(ask("203.0.113.7")).toMatchObject({ code: "ADDRESS_BLOCKED" });
    const blocks = security.filter(({ name }) => name === "address.blocked");
    expect(blocks.map(({ data }) => data?.["reason"])).toEqual(["inspection.blocked"]);
  });

  it("RL-13, RL-07: IPv6 counts by /64, and IPv4 in any spelling is one address", () => {
    const { ask, probe, gate } = gateBench();
    probe("2001:db8:1:2::3");
    expect(gate.entries()[0]?.range).toBe("2001:db8:1:2::/64");
    expect(ask("2001:db8:1:2:ffff::9").passed).toBe(false);
    expect(ask("2001:db8:1:3::9").passed).toBe(true);
    probe("::ffff:198.51.100.4");
    expect(ask("198.51.100.4").passed).toBe(false);
  });

  it("RL-13: this machine, declared proxies and allowed ranges are never blocked", () => {
    const lists = {
      trustedProxies: ["10.1.0.0/16"],
      allowed: ["198.51.100.0/24", "2001:db8::/32"],
    };
    const { probe, gate } = gateBench(lists);
    for (const address of ["127.0.0.1", "::1", "10.1.2.3", "198.51.100.9", "2001:db8:7::1"]) {
      expect(probe(address)).toBe(200);
    }
    expect(gate.entries()).toEqual([]);
  });

  it("RL-13: threshold 0 blocks nobody", () => {
    expect(gateBench({ threshold: 0 }).probe("203.0.113.7", 1_000)).toBe(1_000);
  });
});

describe("RL-13: lists of addresses", () => {
  const entry = {
    id: "id",
    range: "203.0.113.0/24",
    kind: "block",
    origin: "administrator",
    reason: "a reason",
    level: 0,
    from: 0,
    until: null,
  } as const;

  it("RL-13: denied ranges are refused without an end; what is allowed goes before", () => {
    const { ask } = gateBench({ denied: ["203.0.113.0/24"], allowed: ["203.0.113.9"] });
    const refused = ask("203.0.113.7");
    expect(refused).toMatchObject({ code: "ADDRESS_DENIED", status: 403 });
    expect(refused).not.toHaveProperty("headers.Retry-After");
    expect(ask("203.0.113.9").passed).toBe(true);
    expect(ask("203.0.114.7").passed).toBe(true);
  });

  it("RL-13: entries hold at once, end by themselves, and are gone when they are removed", () => {
    const { ask, clock, gate } = gateBench();
    gate.replace([entry]);
    expect(ask("203.0.113.7")).toMatchObject({ code: "ADDRESS_DENIED" });
    gate.replace([{ ...entry, until: clock.now() + 1_000 }]);
    expect(ask("203.0.113.7")).toMatchObject({ code: "ADDRESS_BLOCKED" });
    const allow = { ...entry, id: "other", kind: "allow", range: "203.0.113.7" } as const;
    gate.replace([entry, { ...allow, until: clock.now() + 500 }]);
    expect(ask("203.0.113.7").passed).toBe(true);
    clock.advance(500);
    expect(ask("203.0.113.7").passed).toBe(false);
    gate.replace([]);
    expect(ask("203.0.113.7").passed).toBe(true);
  });

  it("RL-13: a range that holds this machine or a declared proxy is known for what it is", () => {
    const { gate } = gateBench({ trustedProxies: ["10.1.2.3"] });
    for (const range of ["127.0.0.0/8", "10.0.0.0/8", "10.1.2.3", "::/1"]) {
      expect(gate.holdsExempt(range)).toBe(true);
    }
    expect(gate.holdsExempt("203.0.113.0/24")).toBe(false);
    expect(gate.holds("203.0.113.0/24", "203.0.113.77")).toBe(true);
  });

  it("VAL-01: what is neither address nor range is none", () => {
    const { gate } = gateBench();
    const bad = ["", "x", "1.2.3", "1.2.3.4/0", "1.2.3.4/33", "::/0", "::/129", "1.2.3.4/8/8"];
    for (const text of [...bad, "1.2.3.4/ 8", "fe80::1%eth0", "1.2.3.4:80", "0x7f.1", "/8"]) {
      expect(gate.rangeOf(text)).toBeUndefined();
    }
    expect(gate.rangeOf(" 1.2.3.4/8 ")).toBe("1.0.0.0/8");
    expect(gate.rangeOf("2001:DB8::1")).toBe("2001:db8::/64");
    expect(gate.rangeOf("::ffff:1.2.3.0/120")).toBe("1.2.3.0/24");
  });
});
