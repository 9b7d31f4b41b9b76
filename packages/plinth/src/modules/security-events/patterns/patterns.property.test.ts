import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock, type SecurityEvent } from "#core";
import { createPatternWatch, networkOf, type Pattern } from "./detect.ts";

const MINUTE = 60_000;
const ANN = "01890000-0000-7000-8000-000000000001";

const build = () => {
  const clock = createManualClock();
  const found: Pattern[] = [];
  const watch = createPatternWatch({ clock, onPattern: (pattern) => found.push(pattern) });
  const hear = (event: Partial<SecurityEvent> & Pick<SecurityEvent, "name">): void =>
    watch.hear({ severity: "warning", ...event });
  const fail = (address: string, subject: string): void =>
    hear({ name: "signin.failed", clientAddress: address, subject });
  const start = (address: string, agent: string, subject = ANN): void =>
    hear({ name: "session.started", clientAddress: address, agent, subject });
  return { clock, found, watch, hear, fail, start };
};

describe("patterns of attacks", () => {
  it("OBS-11: one address that fails at ten accounts is stuffing; at one account, or slowly, it is not", () => {
    const { clock, found, fail } = build();
    for (let call = 0; call < 50; call += 1) fail("203.0.113.1", "one");
    for (let call = 0; call < 50; call += 1) {
      fail("203.0.113.2", `slow-${call}`);
      clock.advance(MINUTE + MINUTE / 5);
    }
    expect(found).toEqual([]);
    for (let call = 0; call < 12; call += 1) fail("203.0.113.3", `account-${call}`);
    expect(found).toMatchObject([
      { id: "credential-stuffing", address: "203.0.113.3", accountId: undefined, count: 10 },
    ]);
  });

  it("OBS-11: an office behind one address, where most sign-ins come about, is no attack", () => {
    const { found, fail, start } = build();
    for (let call = 0; call < 40; call += 1) {
      start("203.0.113.1", "Firefox", `01890000-0000-7000-8000-0000000000${10 + call}`);
      if (call % 2 === 0) fail("203.0.113.1", `account-${call}`);
    }
    expect(found).toEqual([]);
  });

  it("OBS-11: three places with three devices within ten minutes are too far apart", () => {
    const { clock, found, start } = build();
    // A telephone on its way, and a second device at home: as people are.
    for (const address of ["198.51.100.1", "203.0.113.1", "192.0.2.1"]) start(address, "Phone");
    start("192.0.2.9", "Laptop");
    expect(found).toEqual([]);
    clock.advance(11 * MINUTE);
    start("198.51.100.1", "Phone");
    start("203.0.113.1", "Laptop");
    clock.advance(11 * MINUTE);
    start("192.0.2.1", "Other");
    expect(found).toEqual([]);
    start("198.51.100.1", "Curl");
    start("2001:db8:1:1::1", "Tablet");
    expect(found).toMatchObject([{ id: "impossible-travel", accountId: ANN, count: 3 }]);
  });

  it("OBS-11: a block for paths that are not there is scanning; other blocks are not", () => {
    const { found, hear } = build();
    const block = (reason: string): void =>
      hear({ name: "address.blocked", clientAddress: "203.0.113.7", data: { reason } });
    block("signin.failed");
    block("path.unknown");
    expect(found).toMatchObject([{ id: "scanning", address: "203.0.113.7" }]);
  });

  it("OBS-11: an account in fewer than three networks is never locked, whatever its devices", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1), fc.nat(9), fc.nat(MINUTE)), { maxLength: 60 }),
        (signIns) => {
          const { clock, found, start } = build();
          for (const [network, device, wait] of signIns) {
            start(`203.${network}.113.${device}`, `Device ${device}`);
            clock.advance(wait);
          }
          expect(found).toEqual([]);
        },
      ),
    );
  });

  it("LOG-08: memory stays bounded, whoever comes", () => {
    const { watch, fail } = build();
    for (let call = 0; call < 12_000; call += 1) {
      fail(`198.51.${call % 250}.${call % 199}`, `someone-${call}`);
    }
    expect(watch.size()).toBeLessThanOrEqual(15_000);
  });

  it("names networks of both families", () => {
    expect(networkOf("203.0.113.9")).toBe("203.0");
    expect(networkOf("2001:db8:1:2::9")).toBe("2001:db8");
    expect(networkOf("::ffff:203.0.113.9")).toBe("203.0");
  });
});
