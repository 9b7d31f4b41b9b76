import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertView, RuleView } from "../views.ts";
import { startWatched, type Watched } from "./watched.test-support.ts";

const MINUTE = 60_000;

let watched: Watched;
beforeAll(async () => {
  watched = await startWatched();
});
afterAll(() => watched.stop());
beforeEach(async () => {
  watched.measured.value = 0;
  await watched.look(10 * MINUTE);
});

const json = async <T>(path: string): Promise<T> => {
  const answer = await watched.send("GET", path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};
const ruleOf = async (id: string): Promise<RuleView | undefined> =>
  (await json<{ rules: RuleView[] }>("/alerts/rules")).rules.find((rule) => rule.id === id);
const openOf = async (rule: string): Promise<readonly AlertView[]> =>
  (await json<{ alerts: AlertView[] }>(`/alerts?open=true&rule=${rule}`)).alerts;

describe("rules in the hands of administrators", () => {
  it("OBS-08: are all there after an installation, without anything being set", async () => {
    const { rules } = await json<{ rules: RuleView[] }>("/alerts/rules");
    expect(rules.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "error-rate",
        "latency-p95",
        "latency-p99",
        "cpu-full",
        "memory-full",
        "disk-full",
        "refused-by-limits",
        "cache-hit-rate",
        "part-failed",
        "dependency-open",
        "dead-letters",
      ]),
    );
    expect(rules.filter(({ isOn }) => !isOn)).toEqual([]);
    const limitOf = (id: string) => rules.find((rule) => rule.id === id)?.limits?.warning;
    expect(
      ["error-rate", "latency-p95", "cpu-full", "memory-full", "disk-full"].map(limitOf),
    ).toEqual([0.05, 1, 0.9, 0.9, 0.9]);
  });

  it("OBS-08: fire by the limits that were set, and by their own again", async () => {
    const set = (warning: number | null, critical: number | null = null, isOn = true) =>
      watched.send("PUT", "/alerts/rules/test-rule", { warning, critical, isOn });
    expect((await set(0.3)).status).toBe(200);
    expect((await ruleOf("test-rule"))?.limits).toMatchObject({
      warning: 0.3,
      critical: 0.5,
      declaredWarning: 0.05,
    });
    watched.measured.value = 0.2;
    await watched.look();
    expect(await openOf("test-rule")).toEqual([]);
    expect((await set(null)).status).toBe(200);
    await watched.look();
    expect(await openOf("test-rule")).toMatchObject([{ severity: "warning", value: 0.2 }]);
    // Off: it is over, and not looked at.
    expect((await set(null, null, false)).status).toBe(200);
    await watched.look();
    expect(await openOf("test-rule")).toEqual([]);
    expect((await set(null)).status).toBe(200);
  });

  it("VAL-01: limits that make no sense are refused, and can be tried without being set", async () => {
    for (const body of [
      { warning: 0.9, critical: null, isOn: true },
      { warning: 2, critical: null, isOn: true },
      { warning: -1, critical: null, isOn: true },
      { warning: "1", critical: null, isOn: true },
      { isOn: true },
    ]) {
      const answer = await watched.send("PUT", "/alerts/rules/test-rule", body);
      expect([answer.status, body]).toEqual([400, body]);
    }
    const moment = { warning: 1, critical: null, isOn: true };
    expect((await watched.send("PUT", "/alerts/rules/test-moment", moment)).status).toBe(400);
    expect((await watched.send("PUT", "/alerts/rules/no-such", moment)).status).toBe(404);
    watched.measured.value = 0.4;
    const trial = async (warning: number | null) =>
      (
        await watched.send("POST", "/alerts/rules/test-rule/try", { warning, critical: null })
      ).json();
    expect(await trial(0.3)).toMatchObject({ firing: true, value: 0.4, severity: "warning" });
    expect(await trial(0.45)).toMatchObject({ firing: false, severity: null });
    watched.measured.value = undefined;
    expect(await trial(null)).toMatchObject({ firing: null, detail: "Nothing can be said now." });
    expect(await openOf("test-rule")).toEqual([]);
  });

  it("OBS-09: a silence has an end and a reason, and can be ended before", async () => {
    const post = (body: object) => watched.send("POST", "/alerts/silences", body);
    for (const body of [
      { rule: "*", minutes: 10 },
      { rule: "*", minutes: 0, reason: "x" },
      { rule: "*", minutes: 50_000, reason: "x" },
      { rule: "<b>", minutes: 5, reason: "x" },
    ]) {
      expect((await post(body)).status).toBe(400);
    }
    expect((await post({ rule: "no-such", minutes: 5, reason: "x" })).status).toBe(404);
    const made = await post({ rule: "*", minutes: 30, reason: "The house moves." });
    const { silence } = (await made.json()) as { silence: { id: string } };
    expect((await json<{ silences: unknown[] }>("/alerts/rules")).silences).toMatchObject([
      { rule: "*", reason: "The house moves." },
    ]);
    const end = () => watched.send("DELETE", `/alerts/silences/${silence.id}`);
    expect([(await end()).status, (await end()).status]).toEqual([204, 404]);
    expect((await json<{ silences: unknown[] }>("/alerts/rules")).silences).toEqual([]);
  });

  it("RL-13: says who has seen an alert; the first one stays", async () => {
    watched.measured.value = 0.1;
    await watched.look();
    const [alert] = await openOf("test-rule");
    const see = () => watched.send("POST", `/alerts/${alert?.id}/acknowledge`);
    expect((await see()).status).toBe(204);
    const [seen] = await openOf("test-rule");
    expect(seen?.acknowledgedBy).toMatch(/^[0-9a-f-]{36}$/);
    expect((await see()).status).toBe(204);
    expect((await openOf("test-rule"))[0]).toEqual(seen);
    const nothing = "01890000-0000-7000-8000-000000000000";
    expect((await watched.send("POST", `/alerts/${nothing}/acknowledge`)).status).toBe(404);
  });
});

describe("incidents", () => {
  it("OBS-11: a critical alert opens one, its course is told, and somebody closes it", async () => {
    watched.measured.value = 0.1;
    await watched.look();
    type Incidents = { incidents: { id: string; rule: string }[]; open: number };
    expect((await json<Incidents>("/incidents?open=true")).incidents).toEqual([]);
    watched.measured.value = 0.9;
    await watched.look(6 * MINUTE);
    const { incidents } = await json<Incidents>("/incidents?open=true");
    expect(incidents).toMatchObject([{ rule: "test-rule", severity: "critical" }]);
    const id = incidents[0]?.id ?? "";
    watched.measured.value = 0;
    await watched.look();
    const note = (path: string, text: string) => {
      // Of one instant nobody knows what came first.
      watched.clock.advance(1);
      return watched.send("POST", `/incidents/${id}/${path}`, { text });
    };
    expect((await note("notes", "A cable was loose.")).status).toBe(204);
    expect((await note("close", "It is in again.")).status).toBe(204);
    const found = await json<{ timeline: { kind: string; actorId: string | null }[] }>(
      `/incidents/${id}`,
    );
    expect(found).toMatchObject({
      incident: { note: "It is in again.", entries: 4 },
      alerts: [{ rule: "test-rule", incidentId: id }],
    });
    expect(found.timeline.map(({ kind }) => kind)).toEqual(["worse", "resolved", "note", "closed"]);
    expect(found.timeline[2]?.actorId).toMatch(/^[0-9a-f-]{36}$/);
    const again = await note("close", "Once more.");
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([
      409,
      "INCIDENT_CLOSED",
    ]);
    // The next one is another incident.
    watched.measured.value = 0.9;
    await watched.look(10 * MINUTE);
    expect((await json<Incidents>("/incidents?open=true")).incidents[0]?.id).not.toBe(id);
  });

  it("LOG-08: an attack from everywhere is one incident whose timeline is bounded", async () => {
    for (let call = 0; call < 30; call += 1) {
      watched.measured.register.respond({
        moment: {
          rule: "test-moment",
          at: watched.clock.now(),
          value: 1,
          detail: "One came.",
          address: `198.51.100.${call}`,
        },
        done: "The address is blocked.",
      });
    }
    await watched.look();
    type Incidents = { incidents: { id: string; rule: string; entries: number }[] };
    const { incidents } = await json<Incidents>("/incidents?open=true");
    const own = incidents.filter(({ rule }) => rule === "test-moment");
    expect(own).toMatchObject([{ entries: expect.any(Number) }]);
    expect(own[0]?.entries).toBeGreaterThanOrEqual(30);
  });
});

describe("alerts and incidents of a time, as a list and as a file", () => {
  const lines = async (path: string): Promise<readonly string[]> => {
    const answer = await watched.send("GET", path);
    expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
    return (await answer.text()).trim().split("\r\n");
  };

  it("OBS-09, OBS-12: only what went on at some moment of it", async () => {
    const before = watched.clock.now();
    watched.measured.value = 0.9;
    await watched.look(10 * MINUTE);
    const during = watched.clock.now() + 1;
    watched.measured.value = 0;
    await watched.look(10 * MINUTE);
    const after = watched.clock.now() + 1;
    const times = async (query: string) => {
      const { alerts } = await json<{ alerts: AlertView[] }>(`/alerts?rule=test-rule&${query}`);
      return alerts.map(({ startedAt }) => Date.parse(startedAt) >= before);
    };
    expect(await times(`from=${during}&to=${after}`)).toEqual([true]);
    expect(await times(`from=${after}`)).toEqual([]);
    expect((await times(`to=${before}`)).includes(true)).toBe(false);
    const file = await lines(`/alerts/export?rule=test-rule&from=${during}&to=${after}`);
    expect(file).toHaveLength(2);
    expect(file[1]).toContain("A test measures too much.");
    const { incidents } = await json<{ incidents: { openedAt: string }[] }>(
      `/incidents?from=${during}&to=${after}`,
    );
    const opened = await lines(`/incidents/export?from=${during}&to=${after}`);
    expect(opened).toHaveLength(1 + incidents.length);
    expect(incidents.length).toBeGreaterThan(0);
    expect((await lines(`/incidents/export?to=${1}`)).slice(1)).toEqual([]);
  });

  it("OBS-12: the file has all of them, though a page has fifty", async () => {
    const from = watched.clock.now();
    for (let call = 0; call < 60; call += 1) {
      watched.measured.register.raise({
        rule: "test-moment",
        at: watched.clock.now(),
        value: 1,
        detail: `=call ${call}`,
        address: `203.0.113.${call}`,
      });
    }
    await watched.look();
    const query = `rule=test-moment&from=${from}`;
    const page = await json<{ alerts: AlertView[]; next: string }>(`/alerts?${query}`);
    expect(page.alerts).toHaveLength(50);
    const rest = await json<{ alerts: AlertView[]; next: null }>(
      `/alerts?${query}&before=${page.next}`,
    );
    const all = [...page.alerts, ...rest.alerts].map(({ id }) => id);
    const file = await lines(`/alerts/export?${query}`);
    expect(file.slice(1).map((line) => line.split('"')[1])).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(60);
    // No cell is a formula (CWE-1236).
    expect(file[1]).toContain("'=call");
  });
});

describe("who may", () => {
  it("AZ-02: look and change: nobody without the permission", async () => {
    const { identity } = watched;
    const { tokens } = await identity.addSession(await identity.addAccount({ role: "user" }));
    const headers = { authorization: `Bearer ${tokens.accessToken}` };
    const files = ["/alerts/export", "/incidents/export"];
    for (const path of ["/alerts", "/alerts/rules", "/incidents", ...files]) {
      const url = `/api/v1/admin${path}`;
      expect((await identity.send("GET", url)).status).toBe(401);
      expect((await identity.send("GET", url, undefined, headers)).status).toBe(403);
    }
    for (const path of ["/alerts/test", "/alerts/silences"]) {
      const url = `/api/v1/admin${path}`;
      expect((await identity.send("POST", url, {}, headers)).status).toBe(403);
    }
  });

  it("PRIV-03: erasure leaves neither account nor address nor words about them", async () => {
    const { identity, service, measured, clock, look } = watched;
    const account = await identity.addAccount({});
    measured.register.respond({
      moment: {
        rule: "test-moment",
        at: clock.now(),
        value: 1,
        detail: "Ann was here.",
        accountId: account.id,
      },
      done: "Ann is locked out.",
    });
    await look();
    const data = service.personalData;
    const before = await Promise.all(data.map((entry) => entry.export(account.id)));
    expect(before.flat().length).toBeGreaterThanOrEqual(2);
    for (const entry of data) await entry.erase(account.id);
    for (const entry of data) await entry.erase(account.id);
    const after = await Promise.all(data.map((entry) => entry.export(account.id)));
    expect(after.flat()).toEqual([]);
    const shown = JSON.stringify(await json("/alerts"));
    expect(shown).not.toContain(account.id);
    expect(shown).not.toContain("Ann was here");
  });
});
