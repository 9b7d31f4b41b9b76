import { createServer, type ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { platformErrors, systemClock } from "#core";
import { listen } from "../testing/listening.ts";
import { stageBefore } from "../testing/sabotage/alterations.ts";
import { SABOTAGES, type Sabotage, startSpecimen } from "../testing/sabotage/index.ts";
import { createTarget } from "./create-target.ts";
import { PROBES } from "./probes/index.ts";
import { runProbes } from "./runner.ts";

/** Of what these claim an instance that hashes too many passwords says nothing. */
const IDS = ["lockout", "long-passwords", "weak-passwords", "page-faults-grouped"];
const PATHS = ["/api/v1/auth/signup", "/api/v1/auth/signin", "/api/v1/client-errors"];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Runs the probes against an instance that refuses every so manieth call for having too much to do. */
const linesAt = async (every: number, seconds: string, other: Partial<Sabotage> = {}) => {
  let calls = 0;
  const refuse = () => {
    calls += 1;
    if (calls % every !== 0) return;
    throw platformErrors.make.SERVICE_UNAVAILABLE({ headers: { "Retry-After": seconds } });
  };
  const alter: Sabotage["alter"] = (certificate) => {
    const { controls: before } = other.alter?.(certificate) ?? {};
    const { controls } = stageBefore("authenticate", ({ path }) =>
      PATHS.includes(path) ? refuse : undefined,
    );
    return {
      ...other.alter?.(certificate),
      controls: (given) => controls?.(before?.(given) ?? given) ?? given,
    };
  };
  const specimen = await startSpecimen({ ...other, alter });
  closing.push(specimen.stop);
  const target = await createTarget({
    ...{ url: specimen.localUrl, depth: "touch", clock: systemClock },
    ...{ requestsPerSecond: 10_000, timeoutMs: 20_000, pause: () => Promise.resolve() },
  });
  const probes = PROBES.filter(({ id }) => IDS.includes(id));
  const options = { probes, target, depth: "touch", clock: systemClock, version: "0" } as const;
  const { lines } = await runProbes(options);
  return new Map(lines.map(({ id, verdict }) => [id, verdict]));
};

test("EVID-01: an instance that now and then has too much to do is judged all the same", async () => {
  const verdicts = await linesAt(4, "1");
  for (const id of IDS) expect(verdicts.get(id), id).toBe("pass");
});

test("EVID-01: of an instance that is closed nothing is claimed", async () => {
  const verdicts = await linesAt(1, "300");
  for (const id of IDS) expect(verdicts.get(id), id).toBe("blocked");
});

test("EVID-03: busy now and then or not, an instance that locks nobody is found out", async () => {
  const verdicts = await linesAt(4, "1", SABOTAGES["no-lockout"]);
  expect(verdicts.get("lockout")).toBe("fail");
});

test("EVID-01, EVID-04: a sign-up gets more time than others, and is not for ever", async () => {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/signup") waiting.push(response);
    // Whoever asked for this one has given up: only now the sign-up is answered.
    else if (request.url === "/page") response.on("close", () => waiting.at(0)?.end());
    else if (request.url === "/") response.end("fine");
  });
  const { url, close } = await listen(server);
  closing.push(close);
  const target = await createTarget({ url, depth: "look", clock: systemClock, timeoutMs: 1_000 });
  const signUp = (): Promise<unknown> => target.ask("/signup", { method: "POST", isPatient: true });
  const first = signUp();
  await vi.waitFor(() => expect(waiting).toHaveLength(1), { timeout: 900 });
  await expect(target.ask("/page")).rejects.toThrow(/no answer in 1000 ms/);
  expect(await first).toMatchObject({ status: 200 });
  await expect(signUp()).rejects.toThrow(/no answer in 3000 ms/);
});
