import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "#config";
import { BootError, Secret, systemClock } from "#core";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { createLogger } from "#telemetry";
import { operationsModules } from "../bundles.ts";
import { compose } from "../compose.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-platform-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const definition = { name: "T", version: "0.0.0", description: "Under test", modules: [] };
const configWith = (env: Record<string, string> = {}) =>
  loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: directory, PORT: "0", ...env } });

/** The store's lock lets only one instance in: whoever left it open keeps everybody out. */
const startsAgain = async (): Promise<boolean> => {
  const composition = await compose({ definition, config: configWith() });
  await composition.close();
  return true;
};

it("closes the store when the mailer cannot be made", async () => {
  const config = configWith();
  const mail = { ...config.mail, smtpUrl: new Secret("this is no URL") };
  await expect(compose({ definition, config: { ...config, mail } })).rejects.toThrow();
  expect(await startsAgain()).toBe(true);
});

it("closes the store, and the modules set up before, when a module refuses", async () => {
  const closed: string[] = [];
  const first = defineModule({
    name: "first",
    setup: () => ({}),
    close: () => void closed.push("first"),
  });
  const second = defineModule({
    name: "second",
    requires: { first },
    setup: (): object => {
      throw new BootError(["the second module does not want to"]);
    },
    close: () => void closed.push("second"),
  });
  const refused = compose({
    definition: { ...definition, modules: [second] },
    config: configWith(),
  });
  await expect(refused).rejects.toThrow("does not want to");
  expect(closed).toEqual(["first"]);
  expect(await startsAgain()).toBe(true);
});

it("closes the rest when one module cannot be closed", async () => {
  const first = defineModule({ name: "first", setup: () => ({}) });
  const second = defineModule({
    name: "second",
    requires: { first },
    setup: () => ({}),
    close: () => {
      throw new Error("stuck");
    },
  });
  const modules = [second];
  const composition = await compose({
    definition: { ...definition, modules },
    config: configWith(),
  });
  await expect(composition.close()).rejects.toThrow("stuck");
  expect(await startsAgain()).toBe(true);
});

it("POL-03: a code that no catalogue explains refuses the start, and is named with its route", async () => {
  const typing = defineModule({
    name: "typing",
    setup: () => ({}),
    routes: () => [
      route.get(
        "/typed",
        { access: "user", summary: "Mistyped", responses: { 204: null }, errors: ["NOT_FUOND"] },
        () => undefined,
      ),
    ],
  });
  const refused = compose({
    definition: { ...definition, modules: [typing] },
    config: configWith(),
  });
  await expect(refused).rejects.toThrow("GET /typed: errors: NOT_FUOND is in no catalogue");
  expect(await startsAgain()).toBe(true);
});

it("CFG-01: user and password of a URL that stand for nothing are refused by name", () => {
  expect(() => configWith({ SMTP_URL: "smtp://a%zz@127.0.0.1" })).toThrow(/SMTP_URL/);
});

it("HLT-08: what ends before its tables are there says nothing of that", async () => {
  const file = join(directory, "lines");
  const log = createLogger({
    ...{ level: "warn", clock: systemClock, component: "test", destination: file },
  });
  const composition = await compose({
    definition: { ...definition, modules: operationsModules },
    config: configWith(),
    log,
  });
  await composition.close();
  log.flush();
  expect(existsSync(file) ? readFileSync(file, "utf8") : "").not.toContain("no such table");
});
