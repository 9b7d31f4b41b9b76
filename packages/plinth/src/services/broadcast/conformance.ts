import assert from "node:assert/strict";
import { type Broadcast, MAX_TEXT } from "./contract.ts";

/** Three nodes under test. */
export interface BroadcastHarness {
  readonly nodes: readonly [Broadcast, Broadcast, Broadcast];
  /** Resolves when everything published and subscribed so far has reached everyone. */
  readonly settle: () => Promise<void>;
}

/** One thing that every driver must do; `run` rejects when it does not. */
export interface BroadcastCase {
  readonly name: string;
  readonly run: (harness: BroadcastHarness) => Promise<void>;
}

const listen = (node: Broadcast, channel = "sessions") => {
  const heard: string[] = [];
  const gaps: number[] = [];
  const end = node.subscribe(channel, {
    onMessage: (text) => heard.push(text),
    onGap: () => gaps.push(1),
  });
  return { heard, gaps, end };
};

/**
 * What every driver must do, free of any test runner:
 * `for (const { name, run } of broadcastConformance) it(name, () => run(harness()))`.
 */
export const broadcastConformance: readonly BroadcastCase[] = [
  {
    name: "SES-07: every other node hears a hint, in order; the sender does not",
    run: async ({ nodes: [a, b, c], settle }) => {
      const [own, second, third] = [listen(a), listen(b), listen(c)];
      await settle();
      a.publish("sessions", "one");
      a.publish("sessions", "two words, ümlaut \u{1f511}");
      await settle();
      const expected = ["one", "two words, ümlaut \u{1f511}"];
      assert.deepEqual([own.heard, second.heard, third.heard], [[], expected, expected]);
      assert.deepEqual([second.gaps, third.gaps], [[], []]);
    },
  },
  {
    name: "channels are apart, and several listeners of one node all hear",
    run: async ({ nodes: [a, b], settle }) => {
      const [first, second, other] = [listen(b), listen(b), listen(b, "keys")];
      await settle();
      a.publish("sessions", "s");
      a.publish("keys", "k");
      await settle();
      assert.deepEqual([first.heard, second.heard, other.heard], [["s"], ["s"], ["k"]]);
    },
  },
  {
    name: "who ended hears no more, the others do",
    run: async ({ nodes: [a, b], settle }) => {
      const [stays, goes] = [listen(b), listen(b)];
      await settle();
      goes.end();
      await settle();
      a.publish("sessions", "after");
      await settle();
      assert.deepEqual([stays.heard, goes.heard], [["after"], []]);
    },
  },
  {
    name: "a node that closed neither hears nor tells",
    run: async ({ nodes: [a, b, c], settle }) => {
      const [closed, open] = [listen(b), listen(c)];
      await settle();
      b.close();
      b.publish("sessions", "from the grave");
      a.publish("sessions", "alive");
      await settle();
      assert.deepEqual([closed.heard, open.heard], [[], ["alive"]]);
    },
  },
  {
    name: "VAL-01: channels are plain names and hints are short",
    run: async ({ nodes: [a] }) => {
      const listener = { onMessage: () => undefined, onGap: () => undefined };
      for (const channel of ["", "A", "a b", "a:b", "*", "x".repeat(65)]) {
        assert.throws(() => a.publish(channel, ""), RangeError);
        assert.throws(() => a.subscribe(channel, listener), RangeError);
      }
      a.publish("sessions", "x".repeat(MAX_TEXT));
      assert.throws(() => a.publish("sessions", "x".repeat(MAX_TEXT + 1)), RangeError);
    },
  },
];
