import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLocalHub } from "../broadcast/index.ts";
import { createLive, createPacer, type LiveHint } from "./index.ts";

const setUp = () => {
  const hub = createLocalHub();
  let made = 0;
  const faults: unknown[] = [];
  const node = () => {
    const broadcast = hub.join();
    made += 1;
    const id = `00000000-0000-7000-8000-00000000000${made}`;
    return {
      broadcast,
      live: createLive({ broadcast, newId: () => id, onFault: (fault) => faults.push(fault) }),
    };
  };
  return { node, faults };
};

const hear = (into: (LiveHint | "gap")[]) => ({
  onHint: (hint: LiveHint) => into.push(hint),
  onGap: () => into.push("gap"),
});

describe("hints", () => {
  it("OBS-12: reach those who asked for the topic, on every node, once", () => {
    const { node } = setUp();
    const [one, other] = [node(), node()];
    const here: (LiveHint | "gap")[] = [];
    const there: (LiveHint | "gap")[] = [];
    one.live.subscribe(["alerts"], hear(here));
    const end = other.live.subscribe(["alerts", "jobs"], hear(there));
    one.live.publish("alerts", { id: "a" });
    one.live.publish("jobs");
    one.live.publish("mail");
    expect(here).toMatchObject([{ topic: "alerts", data: { id: "a" } }]);
    expect(there).toMatchObject([{ topic: "alerts", data: { id: "a" } }, { topic: "jobs" }]);
    end();
    one.live.publish("alerts");
    expect(there).toHaveLength(2);
    const all: (LiveHint | "gap")[] = [];
    other.live.subscribe("all", hear(all));
    one.live.publish("anything");
    expect(all).toMatchObject([{ topic: "anything" }]);
  });

  it("are caught up with from the last one that was heard; a gap where that is not known", () => {
    const { node } = setUp();
    const [one, other] = [node(), node()];
    const cursor = one.live.cursor();
    one.live.publish("alerts", { n: 1 });
    one.live.publish("jobs", { n: 2 });
    const heard: (LiveHint | "gap")[] = [];
    one.live.subscribe(["alerts"], hear(heard), cursor)();
    expect(heard).toMatchObject([{ data: { n: 1 } }]);
    const first = one.live.cursor();
    one.live.publish("alerts", { n: 3 });
    one.live.subscribe(["alerts"], hear(heard), first)();
    expect(heard.at(-1)).toMatchObject({ data: { n: 3 } });
    one.live.subscribe(["alerts"], hear(heard), one.live.cursor())();
    expect(heard).toHaveLength(2);
    for (let n = 0; n < 300; n += 1) one.live.publish("jobs");
    one.live.subscribe(["alerts"], hear(heard), first)();
    expect(heard.splice(2)).toEqual(["gap"]);
    // The ids of another process say nothing here.
    one.live.subscribe(["alerts"], hear(heard), other.live.cursor())();
    expect(heard.at(-1)).toBe("gap");
  });

  it("of other nodes are believed only where they are hints", () => {
    const { node } = setUp();
    const [one, stranger] = [node(), node()];
    const heard: (LiveHint | "gap")[] = [];
    one.live.subscribe(["alerts", "open"], hear(heard));
    for (const text of ["", "no json", "{}", '["alerts"]', '["alerts",{"a":{}}]', '["a b",{}]']) {
      stranger.broadcast.publish("live", text);
    }
    expect(heard).toEqual([]);
    stranger.broadcast.publish("live", '["alerts",{"a":1}]');
    expect(heard).toHaveLength(1);
  });

  it("lose data that is too long, and nobody to a listener that throws", () => {
    const { node, faults } = setUp();
    const { live } = node();
    const heard: (LiveHint | "gap")[] = [];
    live.subscribe(["alerts"], {
      onHint: () => {
        throw new Error("a listener failed");
      },
      onGap: () => undefined,
    });
    live.subscribe(["alerts"], hear(heard));
    live.publish("alerts", { text: "x".repeat(900) });
    expect(heard).toMatchObject([{ data: {} }]);
    expect(faults).toHaveLength(1);
    for (const topic of ["Alerts", "end", "gap", ""]) {
      expect(() => live.publish(topic)).toThrow(RangeError);
    }
  });
});

describe("hints about what happens often", () => {
  it("come at once, and then once a second with what was last", () => {
    const clock = createManualClock();
    const told: unknown[] = [];
    const pacer = createPacer({
      live: { publish: (topic, data) => told.push([topic, data]) },
      startTimer: clock.startTimer,
    });
    for (let n = 1; n <= 5; n += 1) pacer.publish("security", { n });
    expect(told).toEqual([["security", { n: 1 }]]);
    clock.advance(1_000);
    expect(told.at(-1)).toEqual(["security", { n: 5 }]);
    clock.advance(1_000);
    clock.advance(1_000);
    expect(told).toHaveLength(2);
    pacer.publish("security", { n: 6 });
    expect(told).toHaveLength(3);
    pacer.close();
  });
});
