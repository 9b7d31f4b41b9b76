import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "#config";
import { createAlertRegister } from "#services/alerts";
import { driftRule, type SettingsFile } from "./drift-rule.ts";
import { watchSettings } from "./watch.ts";

const look = (
  file: SettingsFile | undefined,
  options: { readonly env?: Readonly<Record<string, string>>; readonly envFile?: string } = {},
) => {
  const config = loadConfig({ env: {}, ...options });
  return driftRule({ config, readFile: async () => file }).evaluate(0, undefined);
};

test("CFG-08: the alert is silent as long as the file is what the process was started with", async () => {
  const envFile = "PORT=8001\n";
  const same = await look({ text: envFile, isOpen: false }, { envFile });
  expect(same).toMatchObject({ firing: false, value: 0 });
  expect(await look(undefined)).toMatchObject({ firing: false });
});

test("CFG-08: a changed setting, a missing file and an open file are flagged by name, without values", async () => {
  const envFile = "SECURITY_CONTACT=mailto:before@example.org\n";
  const changed = "SECURITY_CONTACT=mailto:canary@example.org\n";
  const found = await look({ text: changed, isOpen: true }, { envFile });
  expect(found).toMatchObject({ firing: true, value: 2 });
  expect(found?.detail).toContain("SECURITY_CONTACT");
  expect(found?.detail).not.toContain("canary");
  expect(await look(undefined, { envFile })).toMatchObject({ firing: true, value: 1 });
});

test("CFG-08: looks at the file itself, once an hour: a change, an open file, none any more", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-drift-"));
  const path = join(directory, ".env");
  const envFile = "PORT=8001\n";
  writeFileSync(path, envFile, { mode: 0o600 });
  const register = createAlertRegister();
  watchSettings(register, loadConfig({ env: {}, envFile, envFilePath: path }));
  const [rule] = register.rules();
  expect([rule?.id, rule?.everyMs]).toEqual(["settings-drift", 3_600_000]);
  const firing = async () => (await rule?.evaluate(0, undefined))?.firing;
  try {
    expect(await firing()).toBe(false);
    writeFileSync(path, "PORT=8002\n");
    expect(await firing()).toBe(true);
    writeFileSync(path, envFile);
    expect(await firing()).toBe(false);
    chmodSync(path, 0o644);
    expect(await firing()).toBe(true);
    rmSync(path);
    expect(await firing()).toBe(true);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
