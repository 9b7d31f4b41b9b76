import { describe, expect, it } from "vitest";
import { gateBench } from "./gate.test-support.ts";

const MINUTE = 60_000;
const times = (count: number, work: (index: number) => void): void => {
  for (let index = 0; index < count; index += 1) work(index);
};
const client = (index: number): string => `198.51.100.${index % 200}`;

describe("RL-08: one bucket for many callers", () => {
  it("RL-08: a proxy that nobody declared raises one alarm, and is over when it is declared", () => {
    const { ask, clock, gate, security, metrics } = gateBench();
    times(19, (index) => ask("10.0.0.5", { forwardedFor: client(index) }));
    expect(gate.alarm()).toBeUndefined();
    times(200, (index) => ask("10.0.0.5", { forwardedFor: client(index) }));
    expect(gate.alarm()).toMatchObject({ fault: "undeclared-proxy", address: "10.0.0.5" });
    expect(ask("10.0.0.5").passed).toBe(true);
    const alerts = security.filter(({ name }) => name === "limits.shared-address");
    expect(alerts).toMatchObject([{ severity: "alert", data: { fault: "undeclared-proxy" } }]);
    expect(metrics.render()).toMatch(/shared_address_requests_total 200/);
    clock.advance(MINUTE);
    ask("203.0.113.1");
    clock.advance(MINUTE);
    ask("203.0.113.1");
    expect(gate.alarm()).toBeUndefined();
    expect(security.at(-1)?.name).toBe("limits.addresses-apart");
  });

  it("RL-08: a proxy is noticed too where somebody else came before it", () => {
    const { ask, clock, gate } = gateBench();
    times(50, () => ask("203.0.113.1"));
    times(60, (index) => ask("10.0.0.5", { forwardedFor: client(index) }));
    expect(gate.alarm()).toBeUndefined();
    clock.advance(MINUTE);
    times(20, (index) => ask("10.0.0.5", { forwardedFor: client(index) }));
    expect(gate.alarm()).toMatchObject({ fault: "undeclared-proxy" });
  });

  it("RL-08: a wrong number of hops is noticed: the inner proxy is declared, the outer is not", () => {
    const { ask, gate } = gateBench({ trustedProxies: ["127.0.0.1"] });
    times(20, (index) => ask("10.0.0.5", { forwardedFor: `${client(index)}, 10.0.0.5` }));
    expect(gate.alarm()).toMatchObject({ fault: "undeclared-proxy", address: "10.0.0.5" });
  });

  it("RL-08: an outer proxy in the internet is noticed by all coming from it, for many", () => {
    const cdn = "192.0.2.80";
    const { ask, gate } = gateBench({ trustedProxies: ["127.0.0.1"] });
    times(120, (index) => ask(cdn, { forwardedFor: `${client(index)}, ${cdn}` }));
    expect(gate.alarm()).toMatchObject({ fault: "undeclared-hop", address: cdn });
  });

  it("RL-08: declared proxies that name nobody are noticed", () => {
    const { ask, gate } = gateBench({ trustedProxies: ["10.0.0.0/8"] });
    times(99, () => ask("10.0.0.5"));
    expect(gate.alarm()).toBeUndefined();
    ask("10.0.0.5");
    expect(gate.alarm()).toMatchObject({ fault: "silent-proxy" });
  });

  it("RL-08: https without a proxy is an alarm from the start, until somebody comes by https", () => {
    const { ask, gate } = gateBench({ needsProxy: true });
    expect(gate.alarm()).toMatchObject({ fault: "https-without-proxy" });
    ask("203.0.113.1");
    expect(gate.alarm()).toBeDefined();
    ask("203.0.113.1", { secure: true });
    expect(gate.alarm()).toBeUndefined();
  });

  it("RL-08: sound ways in raise nothing", () => {
    const sound = gateBench({ trustedProxies: ["10.0.0.0/8"] });
    times(500, (index) => sound.ask(client(index), { forwardedFor: client(index) }));
    // Callers behind the proxy may invent hops before their own address.
    times(500, (index) => sound.ask(client(index), { forwardedFor: `6.6.6.6, ${client(index)}` }));
    expect(sound.gate.alarm()).toBeUndefined();
    const alone = gateBench();
    for (let minute = 0; minute < 3; minute += 1) {
      times(500, () => alone.ask("127.0.0.1"));
      times(20, () => alone.ask("127.0.0.1", { forwardedFor: "6.6.6.6" }));
      alone.clock.advance(MINUTE);
    }
    expect(alone.gate.alarm()).toBeUndefined();
  });

  it("RL-08: the shared address is never blocked, and never split by what a header says", () => {
    const { ask, gate } = gateBench();
    times(20, (index) => ask("10.0.0.5", { forwardedFor: client(index) }));
    times(300, (index) => {
      const verdict = ask("10.0.0.5", { isUnknown: true, forwardedFor: client(index) });
      expect(verdict.passed).toBe(true);
    });
    expect(gate.entries()).toEqual([]);
  });

  it("RL-08, RL-13: whoever pretends to be a proxy in the internet is blocked all the same", () => {
    const { ask, probe, gate } = gateBench();
    times(120, (index) => ask("203.0.113.7", { forwardedFor: client(index) }));
    expect(gate.alarm()).toMatchObject({ fault: "undeclared-hop" });
    probe("203.0.113.7");
    expect(ask("203.0.113.7").passed).toBe(false);
  });
});
