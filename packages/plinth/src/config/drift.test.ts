import { expect, test } from "vitest";
import { changedSince, laxerThanProfile } from "./drift.ts";
import { loadConfig } from "./load-config.ts";

const KEYS = {
  SECRET_KEY: "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP",
  JWT_SECRET_KEY: "pW5t_Ru8yQa2-SdF7gHj4kLz9XcV6bNm",
};
const PRODUCTION = {
  ...KEYS,
  PLINTH_ENV: "production",
  PUBLIC_URL: "https://app.example.org",
  SMTP_URL: "smtps://u:p@mail.example.org:465",
  MAIL_FROM: "App <app@example.org>",
};

test("CFG-08: nothing drifts where nobody changed anything", () => {
  expect(laxerThanProfile(loadConfig({ env: PRODUCTION }))).toEqual([]);
  const envFile = `PORT=8001\nSECRET_KEY=${KEYS.SECRET_KEY}\n# a comment\nLOG_LEVEL=\n`;
  const config = loadConfig({ env: { JWT_SECRET_KEY: KEYS.JWT_SECRET_KEY }, envFile });
  expect(changedSince(config, envFile)).toEqual([]);
  // Comments and what is no setting of ours are nobody's business.
  expect(changedSince(config, `${envFile}# more\nPOSTGRES_PASSWORD=x\n`)).toEqual([]);
});

test("CFG-08: a setting that was changed, added or taken out after the start is flagged, by name alone", () => {
  const config = loadConfig({ env: { HOST: "127.0.0.1" }, envFile: "PORT=8001\nLOG_LEVEL=warn\n" });
  expect(changedSince(config, "PORT=8002\nLOG_LEVEL=warn\n")).toEqual(["PORT"]);
  expect(changedSince(config, "LOG_LEVEL=warn\n")).toEqual(["PORT"]);
  expect(changedSince(config, "PORT=8001\nLOG_LEVEL=warn\nDOCS_ACCESS=off\n")).toEqual([
    "DOCS_ACCESS",
  ]);
  // The environment decides about HOST, whatever the file says.
  expect(changedSince(config, "PORT=8001\nLOG_LEVEL=warn\nHOST=0.0.0.0\n")).toEqual([]);
  const [secret] = changedSince(
    config,
    `PORT=8001\nLOG_LEVEL=warn\nOPS_TOKEN=${KEYS.SECRET_KEY}\n`,
  );
  expect(secret).toBe("OPS_TOKEN");
  expect(changedSince(config, "nonsense\n")[0]).toContain("line 1");
});

test.each([
  ["DOCS_ACCESS", "public"],
  ["FORCE_HTTPS", "false"],
  ["CSP_REPORT_ONLY", "true"],
  ["BLOCK_THRESHOLD", "0"],
  ["MAX_CONNECTIONS", "0"],
  ["MAX_CONNECTIONS_PER_ADDRESS", "0"],
  ["MIN_BYTES_PER_SECOND", "0"],
])(
  "CFG-08: %s=%s is laxer than production and staging, and nothing in development",
  (name, text) => {
    const of = (env: Readonly<Record<string, string>>) =>
      laxerThanProfile(loadConfig({ env: { ...env, [name]: text } }));
    expect(of(PRODUCTION)).toEqual([expect.stringMatching(new RegExp(`^${name}: .{10,}`))]);
    expect(of({ ...PRODUCTION, PLINTH_ENV: "staging" })).toHaveLength(1);
    expect(of({})).toEqual([]);
  },
);

test("CFG-05: what each profile makes of every setting whose value depends on it", () => {
  const of = (profile: string) => {
    const { effective } = loadConfig({ env: { ...PRODUCTION, PLINTH_ENV: profile } });
    return Object.fromEntries(effective.map(({ name, value }) => [name, value]));
  };
  const profiles = ["development", "test", "staging", "production"].map(of);
  const [first = {}] = profiles;
  const differing = Object.keys(first).filter(
    (name) => new Set(profiles.map((values) => values[name])).size > 1 && name !== "PLINTH_ENV",
  );
  const table = Object.fromEntries(
    differing
      .filter((name) => name !== "SECURITY_SETTINGS" && !name.startsWith("BACKUP_"))
      .map((name) => [name, profiles.map((values) => values[name])]),
  );
  expect(table).toEqual({
    FORCE_HTTPS: ["false", "false", "true", "true"],
    LOG_FILES: ["10", "0", "10", "10"],
    TRACES_KEPT: ["200", "0", "200", "200"],
    SLO_PROBE_SECONDS: ["30", "0", "5", "5"],
    DOCS_ACCESS: ["public", "public", "admin", "admin"],
  });
});
