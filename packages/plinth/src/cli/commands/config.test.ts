import { expect, test } from "vitest";
import { BootError } from "#core";
import { parseArguments } from "../command.ts";
import { config } from "./config.ts";

const check = async (environment: Readonly<Record<string, string>>) => {
  const printed: string[] = [];
  const told: string[] = [];
  const code = await config.run(parseArguments(config, ["check"]), {
    print: (line) => printed.push(line),
    tell: (line) => told.push(line),
    environment,
    // Without a .env file.
    directory: import.meta.dirname,
  });
  return { code, printed, told };
};

const PRODUCTION = {
  PLINTH_ENV: "production",
  PUBLIC_URL: "https://app.example.org",
  SECRET_KEY: "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP",
  JWT_SECRET_KEY: "pW5t_Ru8yQa2-SdF7gHj4kLz9XcV6bNm",
  SMTP_URL: "smtps://u:p@mail.example.org:465",
  MAIL_FROM: "App <app@example.org>",
  TRUSTED_PROXIES: '["127.0.0.1"]',
};

test("CFG-01: config check names five faults by five names, and no value", async () => {
  const faults = {
    PORT: "eighty",
    LOG_LEVEL: "loud-canary",
    ALGORITHM: "none",
    DB_POOL_SIZE: "0",
    DATABASE_URL: "mysql://u:canary@h/d",
  };
  const fault = await check(faults).catch((one: unknown) => one);
  expect(fault).toBeInstanceOf(BootError);
  const { problems } = fault as BootError;
  expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual(
    Object.keys(faults).sort(),
  );
  expect(problems.join()).not.toContain("canary");
});

test("CFG-01, CFG-08: what holds is listed without secrets; what is laxer than the profile is said", async () => {
  const sound = await check(PRODUCTION);
  expect([sound.code, sound.told]).toEqual([0, []]);
  expect(sound.printed).toContain("SECRET_KEY=[secret]  (environment)");
  expect(sound.printed.join()).not.toContain(PRODUCTION.SECRET_KEY);
  const { told } = await check({ ...PRODUCTION, DOCS_ACCESS: "public" });
  expect(told).toEqual([
    "finding: laxer than production stands for: DOCS_ACCESS: everybody sees /docs",
  ]);
});
