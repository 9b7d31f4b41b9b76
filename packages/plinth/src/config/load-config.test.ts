import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BootError } from "#core";
import { describeConfig, renderEnvExample } from "./describe-config.ts";
import { type ConfigSources, loadConfig } from "./load-config.ts";
import { oneOf, wholeNumber } from "./parsers/plain.ts";
import { defineVariables } from "./variables/variable.ts";
import { VARIABLES } from "./variables/variables.ts";

const KEY = "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP";
const OTHER = "pW5t_Ru8yQa2-SdF7gHj4kLz9XcV6bNm";
/** Everything that production asks for. */
const PRODUCTION = {
  PLINTH_ENV: "production",
  PUBLIC_URL: "https://app.example.org",
  SECRET_KEY: KEY,
  JWT_SECRET_KEY: OTHER,
  SMTP_URL: "smtps://u:p@mail.example.org:465",
  MAIL_FROM: "App <app@example.org>",
};

const load = (env: Readonly<Record<string, string>>, rest: Partial<ConfigSources> = {}) =>
  loadConfig({ env, ...rest });

const problemsOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (fault) {
    if (fault instanceof BootError) return fault.problems;
    throw fault;
  }
  return [];
};
const problems = (env: Readonly<Record<string, string>>, rest: Partial<ConfigSources> = {}) =>
  problemsOf(() => load(env, rest));

describe("reading", () => {
  test("CFG-01: an empty environment starts in development with the documented defaults", () => {
    const config = load({});
    expect(config).toMatchObject({
      profile: "development",
      server: { host: "127.0.0.1", port: 8000, publicUrl: "http://localhost:8000", isHttps: false },
      tokens: { algorithm: "HS256", accessTokenMinutes: 30, refreshTokenDays: 7 },
      database: {
        poolSize: 20,
        maxOverflow: 30,
        poolTimeoutSeconds: 30,
        poolRecycleSeconds: 3_600,
      },
      limits: { perMinute: 100, perHour: 1_000 },
      log: { level: "info" },
      security: {
        password_min_length: 12,
        password_require_special: true,
        password_require_uppercase: true,
        password_require_lowercase: true,
        password_require_digits: true,
        max_login_attempts: 5,
        lockout_duration: 300,
        session_timeout: 1_800,
        session_absolute_days: 7,
        bcrypt_cost: 12,
      },
    });
    expect(config.database.url).toBeUndefined();
    expect(config.secrets.secretKey).toBeUndefined();
  });

  test("a flag beats the environment, which beats the file; an empty text is absent", () => {
    const envFile = "PORT=1001\nHOST=file.example\nLOG_LEVEL=debug";
    const config = load(
      { PORT: "1002", HOST: "env.example", LOG_LEVEL: "" },
      {
        envFile,
        flags: { PORT: "1003" },
      },
    );
    expect([config.server.port, config.server.host, config.log.level]).toEqual([
      1_003,
      "env.example",
      "debug",
    ]);
    const sources = new Map(config.effective.map(({ name, source }) => [name, source]));
    expect(["PORT", "HOST", "LOG_LEVEL", "PLINTH_DATA"].map((name) => sources.get(name))).toEqual([
      "flag",
      "environment",
      "file",
      "default",
    ]);
  });

  test.each(["PLINTH_DATA", "BACKUP_DIRECTORY", "BACKUP_COPY_TO", "FILES_DIRECTORY"])(
    "CFG-01: %s is no place of the kernel's, where making a folder never ends",
    (name) => {
      for (const path of ["/proc/self/x", "/sys", "/tmp/../proc"]) {
        expect(() => load({ [name]: path }), path).toThrow(
          `${name} must not be below /proc or /sys`,
        );
      }
      expect(() => load({ [name]: "/process/x" })).not.toThrow();
    },
  );

  test("the result is frozen to its last member", () => {
    const config = load({ ALLOWED_ORIGINS: '["https://a.example"]' });
    const parts = [config, config.server, config.server.allowedOrigins, config.security];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
  });

  test("CFG-08: secrets show nowhere and are refused on the command line", () => {
    const config = load({ ...PRODUCTION, DATABASE_URL: "postgres://u:hunter2@db/app" });
    const text = JSON.stringify(config);
    for (const secret of [KEY, OTHER, "hunter2", "u:p@"]) expect(text).not.toContain(secret);
    expect(config.secrets.secretKey?.reveal()).toBe(KEY);
    expect(config.database.url?.reveal()).toContain("hunter2");
    expect(problems({}, { flags: { SECRET_KEY: KEY } })).toEqual([
      "SECRET_KEY is a secret and must not be given on the command line",
    ]);
  });
});

describe("refusing", () => {
  test("CFG-01: five faults give five names and no value", () => {
    const found = problems({
      PORT: "eighty",
      LOG_LEVEL: "loud",
      ALLOWED_ORIGINS: "https://a.example",
      DATABASE_URL: "mysql://root:hunter2@db/app",
      RATE_LIMIT_PER_MINUTE: "-3",
    });
    expect(found.map((problem) => problem.split(" ")[0]).sort()).toEqual([
      "ALLOWED_ORIGINS",
      "DATABASE_URL",
      "LOG_LEVEL",
      "PORT",
      "RATE_LIMIT_PER_MINUTE",
    ]);
    expect(found.join()).not.toMatch(/eighty|loud|a\.example|hunter2|-3/);
  });

  test.each([
    ["ALGORITHM", ["HS256"], ["none", "RS256", "hs256", "HS512"]],
    ["ACCESS_TOKEN_EXPIRE_MINUTES", ["1", "1440"], ["0", "1441", "30.5", "1e3", "0x10", "thirty"]],
    ["PORT", ["1", "65535"], ["0", "65536", "-1", "80 "]],
    ["HOST", ["0.0.0.0", "::1", "localhost", "a-b.example"], ["a b", "-", "a..b", "http://a"]],
    [
      "PUBLIC_URL",
      ["http://a.example", "https://a.example/"],
      [
        "a.example",
        "https://a.example/x",
        "https://u:p@a.example",
        "ftp://a.example",
        "https://a.example?x",
      ],
    ],
    [
      "ALLOWED_ORIGINS",
      ["[]", '["http://localhost:3000", "https://plinth.local"]'],
      [
        '["*"]',
        '["https://*.example"]',
        '["null"]',
        '["https://a.example/"]',
        '["https://A.example"]',
        "*",
        "[1]",
        "{}",
        '["file:///x"]',
        '["https://a.example:443"]',
      ],
    ],
    [
      "TRUSTED_PROXIES",
      ['["127.0.0.1","10.0.0.0/8","::1","fd00::/8"]'],
      [
        '["10.0.0.0/33"]',
        '["0.0.0.0/0"]',
        '["::/0"]',
        '["proxy"]',
        '["10.0.0.1/"]',
        '["10.0.0.1/8/8"]',
        "10.0.0.1",
      ],
    ],
    [
      "DATABASE_URL",
      ["postgresql://u:p@h/d", "postgres://h"],
      ["mysql://h/d", "sqlite:x", "postgres://", "h"],
    ],
    ["SMTP_URL", ["smtp://h:25", "smtps://u:p@h"], ["http://h", "h:25"]],
    ["MAIL_FROM", ["a@b.example", "A B <a@b.example>"], ["a", "a@", "<a@b>x", "a b@c"]],
    ["DOCS_ACCESS", ["public", "admin", "off"], ["on", "Public"]],
    ["PLINTH_ENV", ["test", "development"], ["prod", "Production"]],
    ["LOG_LEVEL", ["trace", "fatal"], ["silent", "INFO", "warning"]],
    [
      "REDIS_URL",
      ["redis://localhost:6379/0", "rediss://u:p@h:7000/3", "redis://:p@h"],
      ["http://h", "redis://", "localhost:6379", "redis://u:%zz@h"],
    ],
    ["REDIS_POOL_TIMEOUT", ["1", "30"], ["0", "301"]],
    ["RATE_LIMIT_NODES", ["1", "3"], ["0", "1.5"]],
    ["DB_POOL_SIZE", ["1"], ["0"]],
    ["DB_MAX_OVERFLOW", ["0"], ["-1"]],
  ])(
    "CFG-01, SES-05, SES-06, WEB-06: %s takes what it should and names what it refuses",
    (name, good, bad) => {
      for (const text of good) expect(problems({ [name]: text })).toEqual([]);
      for (const text of bad) {
        const [first, ...others] = problems({ [name]: text });
        expect(first, text).toMatch(new RegExp(`^${name} `));
        expect(others).toEqual([]);
      }
    },
  );

  test.each([
    ["ID-04", { password_min_length: 7 }, { password_min_length: 8 }],
    ["ID-04", { password_profile: "passphrase", password_min_length: 7 }, {}],
    ["ID-04", { password_profile: "Classic" }, { password_profile: "passphrase" }],
    ["ID-08", { password_hash: "sha256" }, { password_hash: "argon2id" }],
    ["ID-06", { bcrypt_cost: 9 }, { bcrypt_cost: 10 }],
    ["SES-03", { session_timeout: 0 }, { session_timeout: 60 }],
    ["ID-10", { max_login_attempts: 0 }, { max_login_attempts: 1 }],
    ["ID-02", { password_require_digits: "yes" }, { password_require_digits: false }],
    ["CFG-01", { password_minimum: 12 }, {}],
    ["CFG-01", { __proto__x: 1 }, {}],
    ["CFG-01", { bcrypt_cost: null }, {}],
    ["CFG-01", [], {}],
  ])("%s: SECURITY_SETTINGS refuses %o", (_, bad, good) => {
    expect(problems({ SECURITY_SETTINGS: JSON.stringify(bad) })[0]).toMatch(/^SECURITY_SETTINGS /);
    expect(load({ SECURITY_SETTINGS: JSON.stringify(good) }).security).toMatchObject(good);
  });

  test("ID-04: the profile decides what the least length is, unless it is given", () => {
    const least = (settings: object) =>
      load({ SECURITY_SETTINGS: JSON.stringify(settings) }).security.password_min_length;
    expect(least({})).toBe(12);
    expect(least({ password_profile: "passphrase" })).toBe(15);
    expect(least({ password_profile: "passphrase", password_min_length: 20 })).toBe(20);
  });

  test("CFG-01: misspelt names are refused with a suggestion, foreign names are not", () => {
    expect(problems({ PLINTH_DATE: "x", PATH: "/bin", HOME: "/root" })).toEqual([
      "PLINTH_DATE is not a known setting; did you mean PLINTH_DATA?",
    ]);
    expect(problems({ PLINTH_SOMETHING_ELSE: "x" })).toEqual([
      "PLINTH_SOMETHING_ELSE is not a known setting",
    ]);
    expect(problems({}, { envFile: "RATE_LIMIT_PER_MINUT=1\nPOSTGRES_PASSWORD=x" })).toEqual([
      "RATE_LIMIT_PER_MINUT is not a known setting; did you mean RATE_LIMIT_PER_MINUTE?",
    ]);
    expect(problems({}, { flags: { PORTS: "1" } })[0]).toMatch(/^PORTS .*PORT\?$/);
  });

  test("CFG-01, DOC-03: no variable that a guide has its reader set stops the next command", () => {
    const guides = new URL("../../../../docs/guide/", import.meta.url);
    const texts = readdirSync(guides)
      .filter((name) => name.endsWith(".md"))
      .map((name) => readFileSync(new URL(name, guides), "utf8"));
    const named = new Set(texts.join("\n").match(/\bPLINTH_[A-Z_]+\b/g));
    expect(named).toContain("PLINTH_GATEWAY_KEY");
    const unknown = [...named].filter((name) => {
      const said = problems({ [name]: "x" });
      return said.some((one) => one.includes("not a known setting"));
    });
    expect(unknown).toEqual([]);
    // From a file nobody would read them.
    expect(problems({}, { envFile: "PLINTH_API_KEY=x" })).toHaveLength(1);
  });

  test("control characters are refused in every variable", () => {
    expect(problems({ MAIL_FROM: "a@b.example\r\nBcc: c@d" })).toEqual([
      "MAIL_FROM must not contain control characters",
    ]);
  });
});

describe("profiles", () => {
  test("CFG-03, CFG-05: production names everything it misses, staging all but mail", () => {
    const names = (profile: string) =>
      problems({ PLINTH_ENV: profile }).map((problem) => problem.split(" ")[0]);
    expect(names("production")).toEqual([
      "PUBLIC_URL",
      "SECRET_KEY",
      "JWT_SECRET_KEY",
      "SMTP_URL",
      "MAIL_FROM",
    ]);
    expect(names("staging")).toEqual(["PUBLIC_URL", "SECRET_KEY", "JWT_SECRET_KEY"]);
    expect(names("test")).toEqual([]);
    expect(problems(PRODUCTION)).toEqual([]);
  });

  test("CFG-05: what differs between the profiles", () => {
    const of = (profile: string) => {
      const { server, security } = load({ ...PRODUCTION, PLINTH_ENV: profile });
      return [server.docsAccess, security.bcrypt_cost];
    };
    expect(["development", "test", "staging", "production"].map(of)).toEqual([
      ["public", 12],
      ["public", 10],
      ["admin", 12],
      ["admin", 12],
    ]);
    expect(load({ PLINTH_ENV: "test", PORT: "0" }).server.port).toBe(0);
    expect(problems({ ...PRODUCTION, PUBLIC_URL: "http://app.example.org" })).toEqual([
      "PUBLIC_URL must be https in production",
    ]);
  });

  test("CFG-03: the two keys must be different", () => {
    expect(problems({ ...PRODUCTION, JWT_SECRET_KEY: KEY })).toEqual([
      "SECRET_KEY and JWT_SECRET_KEY must be different",
    ]);
  });

  test("CFG-04: a key and the one before it must be different", () => {
    const { JWT_SECRET_KEY = "" } = PRODUCTION;
    const same = { SECRET_KEY_PREVIOUS: KEY, JWT_SECRET_KEY_PREVIOUS: JWT_SECRET_KEY };
    expect(problems({ ...PRODUCTION, ...same })).toEqual([
      "SECRET_KEY and SECRET_KEY_PREVIOUS must be different",
      "JWT_SECRET_KEY and JWT_SECRET_KEY_PREVIOUS must be different",
    ]);
    const { secrets } = load({ ...PRODUCTION, JWT_SECRET_KEY_PREVIOUS: KEY });
    expect(secrets.jwtSecretKeyPrevious?.reveal()).toBe(KEY);
  });
});

describe("describing itself", () => {
  test("CFG-02: env.example is a complete start and comments every variable", () => {
    const example = renderEnvExample();
    expect(load({}, { envFile: example })).toMatchObject({ profile: "development" });
    const plain = ({ effective: _, given: __, ...config }: ReturnType<typeof load>) => config;
    expect(plain(load({}, { envFile: example }))).toEqual(plain(load({})));
    for (const block of example.trimEnd().split("\n\n").slice(1)) {
      expect(block).toMatch(/^# .+\n# .+\n(?:# .+\n)*[A-Z][A-Z0-9_]+=.*$/);
    }
    for (const name of Object.keys(VARIABLES)) expect(example).toContain(`\n${name}=`);
  });

  test("CFG-02: env.example does not make production laxer when only PLINTH_ENV is changed", () => {
    const envFile = renderEnvExample().replace("=development", "=production");
    const { PLINTH_ENV: _, ...rest } = PRODUCTION;
    expect(load(rest, { envFile }).server.docsAccess).toBe("admin");
    expect(problems({}, { envFile })).toHaveLength(5);
  });

  test("every row has type, description and, unless it may be absent, a default", () => {
    for (const row of describeConfig()) {
      expect(row.description).toMatch(/\.$/);
      expect(row.type).not.toBe("");
      const isExplained = row.default !== undefined || row.whenAbsent !== undefined;
      expect(isExplained || row.requiredIn.length > 0 || row.type.startsWith("not supp")).toBe(
        true,
      );
    }
  });

  test("applications add variables under their own prefix, typed and as strict", () => {
    const extra = {
      prefix: "CIBOZER_",
      variables: defineVariables({
        CIBOZER_THREADS: { type: wholeNumber(1, 8), description: "Threads.", defaults: "2" },
        CIBOZER_MODE: { type: oneOf("fast", "good"), description: "Mode." },
      }),
    };
    const config = loadConfig({ env: { CIBOZER_THREADS: "3" }, extra });
    const threads: number = config.extra.CIBOZER_THREADS;
    const mode: "fast" | "good" | undefined = config.extra.CIBOZER_MODE;
    expect([threads, mode]).toEqual([3, undefined]);
    const bad = { CIBOZER_THREADS: "9", CIBOZER_MOOD: "x" };
    expect(problemsOf(() => loadConfig({ env: bad, extra }))).toEqual([
      "CIBOZER_MOOD is not a known setting; did you mean CIBOZER_MODE?",
      "CIBOZER_THREADS must be a whole number from 1 to 8",
    ]);
    expect(renderEnvExample(extra)).toContain("CIBOZER_THREADS=2");
    const clash = { ...extra, prefix: "OTHER_" };
    expect(() => loadConfig({ env: {}, extra: clash })).toThrow(RangeError);
  });
});
