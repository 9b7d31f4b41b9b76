import { expect, it } from "vitest";
import { identityModules } from "#app";
import { systemClock } from "#core";
import { docs } from "#modules/docs";
import { status } from "#modules/status";
import type { ModuleProbe } from "#policy";
import { createTarget, probeOfModule, runProbes } from "#readiness";
import { startTestApplication } from "../../../testing/test-application.ts";
import { type PushService, push } from "../index.ts";
import { pushBelongsToItsSession, pushRefusesInnerAddresses } from "../probes.ts";

type Breaks = (push: PushService) => PushService;

/** What a probe finds at an application, sound or broken. */
const judge = async (probe: ModuleProbe<PushService>, breaks: Breaks = (sound) => sound) => {
  const application = await startTestApplication({
    modules: [...identityModules, status, docs, push],
    alter: {
      service: (module, service) => (module === "push" ? breaks(service as PushService) : service),
    },
  });
  try {
    const depth = "touch";
    const target = await createTarget({ url: application.localUrl, depth, clock: systemClock });
    const probes = [probeOfModule(probe, "application.js")];
    const report = await runProbes({ probes, target, depth, clock: systemClock, version: "1.2.3" });
    const [line] = report.lines;
    return `${line?.verdict}: ${line?.measured}`;
  } finally {
    await application.stop();
  }
};

it("VAL-07, EVID-03: addresses of the inside are refused, seen from outside; red where any is taken", async () => {
  const probe = pushRefusesInnerAddresses;
  expect(await judge(probe)).toBe("pass: 12 addresses of others");
  expect(await judge(probe, probe.twin.breaks)).toMatch(/^fail: 12 faults/);
});

it("AZ-04, UX-12, PRIV-06, EVID-03: a browser is its account's and its session's alone; each that is broken is told", async () => {
  const probe = pushBelongsToItsSession;
  expect(await judge(probe)).toBe("pass: 6 looks at a browser");
  expect(await judge(probe, probe.twin.breaks)).toMatch(
    /^fail: 1 faults .* a stranger ending it gets 204/,
  );
  // Whatever was ever shown, to anybody, also after the sign-out.
  const shown = new Map<string, Awaited<ReturnType<PushService["list"]>>[number]>();
  const forgetful: Breaks = (sound) => ({
    ...sound,
    list: async (owner) => {
      for (const one of await sound.list(owner)) shown.set(one.id, one);
      return [...shown.values()];
    },
  });
  expect(await judge(probe, forgetful)).toMatch(
    /^fail: 2 faults .* a stranger sees it; it is there after the sign-out/,
  );
  const talkative: Breaks = (sound) => ({
    ...sound,
    // As long as a private key.
    publicKey: async () => Buffer.alloc(32, 7).toString("base64url"),
    subscribe: async (owner, body) => ({
      ...(await sound.subscribe(owner, body)),
      service: body.endpoint,
    }),
  });
  expect(await judge(probe, talkative)).toMatch(
    /^fail: 2 faults .* more than a public key .*; an answer holds a key, or where/,
  );
});
