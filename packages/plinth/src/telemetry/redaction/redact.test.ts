import { describe, expect, test } from "vitest";
import { Secret } from "#core";
import { redact } from "./redact.ts";
import { redactText } from "./redact-text.ts";
import { isSensitiveName } from "./sensitive.ts";

describe("names", () => {
  test.each([
    "password",
    "newPassword",
    "new_password",
    "NEW-PASSWORD",
    "NewPassword",
    "newpassword",
    "accessToken",
    "refresh_token",
    "x-csrf-token",
    "TOKEN",
    "Authorization",
    "Set-Cookie",
    "apiKey",
    "API_KEY",
    "x-api-key",
    "SECRET_KEY",
    "JWT_SECRET_KEY",
    "DATABASE_URL",
    "smtpUrl",
    "cardNumber",
    "card_number",
    "cvv",
    "otp",
    "totpCode",
    "recoveryCodes",
    "pin",
    "pwd",
    "user[password]",
    "body.password",
    "sessionId",
    "privateKey",
  ])("LOG-02: %s is sensitive", (name) => {
    expect(isSensitiveName(name)).toBe(true);
  });

  test.each([
    "email",
    "shipping",
    "company",
    "path",
    "status",
    "requestId",
    "keyboard",
    "author",
    "tokenType",
    "compass",
    "pinned",
    "expand",
    "monkey",
    "passed",
    "spinner",
  ])("LOG-02: %s is not", (name) => {
    expect(isSensitiveName(name)).toBe(false);
  });
});

describe("text", () => {
  test.each([
    ["GET /reset?token=CANARY&lang=en", "GET /reset?token=[redacted]&lang=en"],
    ["/login?next=%2Freset%3Ftoken%3DCANARY&a=1", "/login?next=%2Freset%3Ftoken%3D[redacted]&a=1"],
    ["/a?next=%252Fr%253Ftoken%253DCANARY", "/a?next=%252Fr%253Ftoken%253D[redacted]"],
    ["/a?%74oken=CANARY", "/a?%74oken=[redacted]"],
    ["/a?user[password]=CANARY", "/a?user[password]=[redacted]"],
    ["https://u:CANARY@db.example/x", "https://[redacted]@db.example/x"],
    ["Authorization: Bearer CANARY", "Authorization: [redacted]"],
    ["cookie: a=CANARY; b=CANARY", "cookie: [redacted]"],
    ["sent Bearer CANARYCANARYCANARY1 away", "sent Bearer [redacted] away"],
    ["sent basic CANA1= away", "sent basic [redacted] away"],
    ["jwt eyJhbGciOiJI.eyJzdWIi.CANARY end", "jwt [redacted] end"],
    ['{"password":"CANARY","ok":1}', '{"password":"[redacted]","ok":1}'],
    ['{"password":"CAN\\"ARY","ok":1}', '{"password":"[redacted]","ok":1}'],
    [
      '{"a":"{\\"pin\\":\\"CANARY\\",\\"ok\\":1}"}',
      '{"a":"{\\"pin\\":\\"[redacted]\\",\\"ok\\":1}"}',
    ],
    ["password='CAN\nARY' ok", "password='[redacted]' ok"],
    ["card 4111 1111 1111 1111 ok", "card [redacted] ok"],
    ["card 5555-5555-5555-4444", "card [redacted]"],
  ])("LOG-02: %j", (text, safe) => {
    expect(redactText(text)).toBe(safe);
  });

  test.each([
    "bearer token missing",
    "GET /plans?days=7&page=2",
    "order 1234567890123456 shipped",
    "request 00000000-0016-1000-8000-000000000000 done",
    "018f4111-1111-7111-8111-111111111111",
    "took 12:30:45, ratio 3.1415926535897932384",
    "https://a.example/path?x=1#frag",
    "mail to a@b.example",
    "",
  ])("LOG-02: %j stays", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("a long text is cut, and hostile text takes no time", () => {
    expect(redactText("x".repeat(20_000))).toMatch(/^x{8192}… \(11808 more characters\)$/);
    for (const piece of ["a", "a=", "%", "\\", '"', "1 ", "eyJ", "a:", "%3D", "://", "Bearer "]) {
      redactText(piece.repeat(100_000));
    }
  });
});

describe("values", () => {
  test("LOG-02: secrets under every name and in every container go, the rest stays", () => {
    const error = new Error("login with password=CANARY failed", {
      cause: new AggregateError([new TypeError("token: CANARY")], "both"),
    });
    const safe = redact({
      user: { email: "a@b.example", new_password: "CANARY" },
      list: [{ apiKey: "CANARY" }, ["cookie", "CANARY"]],
      rawHeaders: ["Host", "a.example", "Authorization", "CANARY"],
      pairs: [["x-api-key", "CANARY"]],
      named: [
        { name: "password", value: "CANARY" },
        { name: "lang", value: "en" },
      ],
      map: new Map([["token", "CANARY"]]),
      headers: new Headers({ authorization: "CANARY", accept: "x/y" }),
      params: new URLSearchParams("token=CANARY&page=2"),
      url: new URL("https://a.example/?token=CANARY"),
      secret: new Secret("CANARY"),
      bytes: Buffer.from("CANARY"),
      error,
      ["token=CANARY"]: 1,
    });
    const text = JSON.stringify(safe);
    expect(text).not.toContain("CANARY");
    for (const kept of [
      "a@b.example",
      "a.example",
      "lang",
      "en",
      "x/y",
      "both",
      "TypeError",
      "2",
    ]) {
      expect(text).toContain(kept);
    }
  });

  test("LOG-02: settings, flags and dates under a sensitive name stay", () => {
    const harmless = {
      password_min_length: 12,
      ACCESS_TOKEN_EXPIRE_MINUTES: 30,
      password_require_digits: true,
      passwordChangedAt: "2026-01-01T00:00:00.000Z",
      token: null,
    };
    expect(redact(harmless)).toEqual(harmless);
    expect(redact({ pin: 1234, cvv: 123 })).toEqual({ pin: "[redacted]", cvv: "[redacted]" });
  });

  test("P-021: no value breaks it: cycles, throwing getters, toJSON, proxies, depth, breadth", () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle["self"] = cycle;
    const shared = { b: 1 };
    let deep: unknown = { password: "CANARY" };
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const hostile = {
      cycle,
      twice: [shared, shared],
      getter: Object.defineProperty({}, "x", {
        enumerable: true,
        get: () => {
          throw new Error("no");
        },
      }),
      json: {
        toJSON: () => {
          throw new Error("no");
        },
      },
      endless: { toJSON: () => hostile.endless },
      proxy: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error("no");
          },
        },
      ),
      deep,
      wide: Array.from({ length: 5_000 }, (_, index) => index),
      big: 10n,
      nan: Number.NaN,
      symbol: Symbol("s"),
      date: new Date(Number.NaN),
      error: Object.defineProperty(new Error("x"), "message", {
        get: () => {
          throw new Error("no");
        },
      }),
      proto: JSON.parse('{"__proto__":{"polluted":true}}'),
    };
    const text = JSON.stringify(redact(hostile));
    expect(text).toContain("[circular]");
    expect(text).toContain("[too deep]");
    expect(text).toContain("[unreadable]");
    expect(text).toContain("4800 more");
    expect(text).not.toContain("CANARY");
    expect(JSON.parse(text).twice).toEqual([{ b: 1 }, { b: 1 }]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
