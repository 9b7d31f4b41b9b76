import { describe, expect, it } from "vitest";
import { gateBench } from "./gate.test-support.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const READER = "203.0.113.7";
/** What browsers send with a picture of a page elsewhere, with a fetch of our own, with a typed address. */
const PICTURE = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
const NEIGHBOUR = { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" };
const OWN = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };
const TYPED = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-user": "?1" };
const CLICKED = { ...TYPED, "sec-fetch-site": "cross-site" };

describe("RL-13: what pages elsewhere make a browser ask", () => {
  it("RL-13: is refused after a while, and the reader goes on", () => {
    const { ask, clock, gate, probe, security } = gateBench();
    expect(probe(READER, 200, PICTURE)).toBe(51);
    expect(ask(READER, { headers: PICTURE })).toMatchObject({
      code: "ADDRESS_BLOCKED",
      headers: { "Retry-After": "300" },
    });
    expect(ask(READER, { headers: NEIGHBOUR }).passed).toBe(false);
    for (const headers of [{}, OWN, TYPED, CLICKED]) {
      expect(ask(READER, { headers }).passed).toBe(true);
    }
    expect(ask("203.0.113.8", { headers: PICTURE }).passed).toBe(true);
    expect(gate.entries()).toEqual([]);
    expect(security).toEqual([
      {
        name: "address.misused",
        severity: "warning",
        clientAddress: READER,
        data: {
          reason: "path.unknown",
          level: 1,
          until: new Date(clock.now() + 5 * MINUTE).toISOString(),
        },
      },
    ]);
    clock.advance(5 * MINUTE);
    expect(ask(READER, { headers: PICTURE }).passed).toBe(true);
  });

  it("RL-13: costs longer each time, so that a scanner gains nothing by saying so", () => {
    const { clock, probe, security } = gateBench();
    const waits: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      expect(probe(READER, 200, PICTURE)).toBe(51);
      const until = Date.parse(String(security.at(-1)?.data?.["until"]));
      waits.push((until - clock.now()) / MINUTE);
      clock.advance(until - clock.now());
    }
    expect(waits).toEqual([5, 30, 240, 1_440, 1_440]);
    clock.advance(7 * DAY);
    probe(READER, 200, PICTURE);
    expect(security.at(-1)?.data).toMatchObject({ level: 1 });
  });

  it("RL-13: gives a scanner that says both at most twice as many guesses", () => {
    const { probe, gate } = gateBench();
    expect(probe(READER, 200, PICTURE) + probe(READER)).toBe(102);
    expect(probe(READER, 200, PICTURE) + probe(READER, 200, CLICKED)).toBe(0);
    expect(gate.entries()).toMatchObject([{ range: READER, level: 1 }]);
  });

  it("RL-13, LOG-03: counts refusals and events that say so, and no others", () => {
    const { ask, events, gate } = gateBench();
    const forge = (fromElsewhere: boolean) =>
      events.emit("security", {
        name: "csrf.refused",
        severity: "warning",
        clientAddress: READER,
        fromElsewhere,
      });
    for (let time = 0; time < 50; time += 1) forge(true);
    expect(ask(READER, { headers: PICTURE }).passed).toBe(true);
    gate.noteRefusal({ clientAddress: READER, raw: { headers: PICTURE } } as never);
    expect(ask(READER, { headers: PICTURE }).passed).toBe(false);
    for (let time = 0; time < 50; time += 1) forge(false);
    expect(ask(READER).passed).toBe(true);
    forge(false);
    expect(ask(READER).passed).toBe(false);
  });

  it("RL-13: never holds for this machine, proxies, allowed ranges, or with threshold 0", () => {
    const { probe } = gateBench({ trustedProxies: ["10.1.0.0/16"], allowed: ["198.51.100.0/24"] });
    for (const address of ["127.0.0.1", "10.1.2.3", "198.51.100.9"]) {
      expect(probe(address, 200, PICTURE)).toBe(200);
    }
    expect(gateBench({ threshold: 0 }).probe(READER, 500, PICTURE)).toBe(500);
  });
});
