import { describe, expect, it } from "vitest";
import { BootError } from "#core";
import { findingsOf } from "../findings.ts";
import { loadConfig } from "../load-config.ts";

const load = (env: Readonly<Record<string, string>> = {}) =>
  loadConfig({ env: { PLINTH_ENV: "test", ...env } });
const PRODUCTION = {
  PLINTH_ENV: "production",
  PUBLIC_URL: "https://app.example.org",
  SECRET_KEY: "qF3vR8sT1xW6yZ0bN5mK9pL2cD7gH4jU",
  JWT_SECRET_KEY: "Zk8Wm2Xc6Vb0Nn4Ll9Pp3Rr7Tt1Yy5Uu",
  SMTP_URL: "smtp://user:password@mail.example.org:25",
  MAIL_FROM: "no-reply@example.org",
};
const TLS = { TLS_CERT: "cert.pem", TLS_KEY: "key.pem" };

const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    load(env);
    return [];
  } catch (fault) {
    if (fault instanceof BootError) return fault.problems;
    throw fault;
  }
};

describe("settings of HTTPS and headers", () => {
  it("WEB-09, WEB-10: speaks plain HTTP unless told otherwise, and knows its own address", () => {
    expect(load().https).toEqual({
      files: undefined,
      redirectPort: undefined,
      isForced: false,
      exemptPaths: ["/health", "/ready", "/metrics"],
    });
    expect(load().server.publicUrl).toBe("http://localhost:8000");
    const secure = load({ ...TLS, PORT: "8443" });
    expect(secure.server).toMatchObject({ publicUrl: "https://localhost:8443", isHttps: true });
    expect(secure.https.files?.cert).toMatch(/^\/.*cert\.pem$/);
  });

  it("WEB-09: forces HTTPS where it is exposed, and where a second listener is there for it", () => {
    expect(load(PRODUCTION).https.isForced).toBe(true);
    expect(load({ ...PRODUCTION, FORCE_HTTPS: "false" }).https.isForced).toBe(false);
    expect(load({ ...TLS, HTTP_REDIRECT_PORT: "8080" }).https.isForced).toBe(true);
  });

  it.each([
    [{ TLS_CERT: "cert.pem" }, /TLS_KEY is missing/],
    [{ TLS_KEY: "key.pem" }, /TLS_CERT is missing/],
    [{ ...TLS, PUBLIC_URL: "http://localhost:8000" }, /PUBLIC_URL must be https/],
    [{ HTTP_REDIRECT_PORT: "8080" }, /HTTP_REDIRECT_PORT needs TLS_CERT/],
    [{ ...TLS, PORT: "8443", HTTP_REDIRECT_PORT: "8443" }, /must be different/],
    [{ FORCE_HTTPS: "true" }, /FORCE_HTTPS needs an https PUBLIC_URL/],
    [{ HTTPS_EXEMPT_PATHS: '["health"]' }, /HTTPS_EXEMPT_PATHS must list paths/],
    [{ HTTPS_EXEMPT_PATHS: '["/a?b"]' }, /HTTPS_EXEMPT_PATHS must list paths/],
    [{ XSS_PROTECTION: "1" }, /XSS_PROTECTION must be 0 or 1; mode=block/],
    [{ CSP_HOSTS: '["http://cdn.example.org"]' }, /CSP_HOSTS must list https origins/],
    [{ CSP_HOSTS: '["https://*.example.org"]' }, /a wildcard is not allowed/],
    [{ CSP_HOSTS: '["https://cdn.example.org/lib/"]' }, /without path/],
    [{ CSP_HOSTS: '["https://a; script-src *"]' }, /CSP_HOSTS must list https origins|wildcard/],
    [{ CSP_HOSTS: '["data:"]' }, /CSP_HOSTS must list https origins/],
    [{ CSP_HOSTS: "https://cdn.example.org" }, /CSP_HOSTS must be a JSON array/],
  ])("WEB-04, WEB-10: refuses %j", (env, words) => {
    expect(problemsOf(env).join("\n")).toMatch(words);
  });

  it.each(['["*"]', '["null"]', '["https://*.plinth.local"]', "http://localhost:3000", '{"a":1}'])(
    "WEB-06: ALLOWED_ORIGINS=%s stops the start",
    (text) => {
      expect(problemsOf({ ALLOWED_ORIGINS: text }).join()).toMatch(/ALLOWED_ORIGINS/);
    },
  );

  it("WEB-06: takes the documented list", () => {
    const text = '["http://localhost:3000", "https://plinth.local"]';
    expect(load({ ALLOWED_ORIGINS: text }).server.allowedOrigins).toEqual([
      "http://localhost:3000",
      "https://plinth.local",
    ]);
  });

  it("RL-08: an https address that nobody here speaks for is worth a look; with TLS it is not", () => {
    const ids = (env: Readonly<Record<string, string>>) =>
      findingsOf(load(env)).map(({ id }) => id);
    expect(ids(PRODUCTION)).toContain("no-proxy");
    expect(ids({ ...PRODUCTION, ...TLS })).not.toContain("no-proxy");
  });
});
