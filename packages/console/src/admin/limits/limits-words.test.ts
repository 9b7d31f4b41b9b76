import { describe, expect, it } from "vitest";
import {
  alarmWords,
  byWords,
  endWords,
  identityWords,
  inOrder,
  lengthWords,
  levelWords,
  reasonWords,
} from "./limits-words.ts";

describe("RL-13, RL-14: words about limits and addresses", () => {
  it("tells how long a block holds", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    expect(endWords("2026-01-01T00:05:00Z", now)).toBe("for 5 minutes more");
    expect(endWords("2026-01-01T04:00:00Z", now)).toBe("for 4 hours more");
    expect(endWords("2026-01-01T00:00:01Z", now)).toBe("for 1 second more");
    expect(endWords("2025-12-31T23:59:59Z", now)).toBe("ended");
    expect(endWords(null, now)).toBe("until it is removed");
    expect(lengthWords(86_400)).toBe("1 day");
  });

  it("tells why, and how often before", () => {
    expect(reasonWords({ origin: "automatic", reason: "path.unknown" })).toContain("searched");
    expect(reasonWords({ origin: "automatic", reason: "new.reason" })).toBe(
      "looked like an attack",
    );
    expect(reasonWords({ origin: "administrator", reason: "path.unknown" })).toBe("path.unknown");
    expect([0, 1, 2, 5].map(levelWords)).toEqual([
      "",
      "first block",
      "second block",
      "block number 5",
    ]);
  });

  it("tells what a rule counts by, and never the text that somebody typed", () => {
    expect(byWords("user")).toBe("by account");
    expect(byWords("field:email")).toBe("by what is sent as email");
    const identity = "0123456789abcdef0123456789abcdef";
    expect(identityWords({ by: "field:email", identity })).toBe("email #01234567");
    expect(identityWords({ by: "address", identity: "192.0.2.1" })).toBe("192.0.2.1");
  });

  it("puts what refuses first", () => {
    const rule = (name: string, hits: number, blocked: number, wouldBlock = 0) => ({
      rule: name,
      by: "user",
      hits,
      blocked,
      wouldBlock,
    });
    const rules = [
      rule("busy", 900, 0),
      rule("dry", 5, 0, 3),
      rule("strict", 9, 4),
      rule("a", 0, 0),
    ];
    expect(inOrder(rules).map((one) => one.rule)).toEqual(["strict", "dry", "busy", "a"]);
  });

  it("names the remedy of every fault of the way in", () => {
    const since = "2026-01-01T00:00:00Z";
    for (const fault of ["undeclared-proxy", "undeclared-hop", "https-without-proxy"]) {
      expect(alarmWords({ fault, address: "10.0.0.5", since })).toContain("TRUSTED_PROXIES");
    }
    const silent = alarmWords({ fault: "silent-proxy", address: "10.0.0.5", since });
    expect(silent).toContain("X-Forwarded-For");
  });
});
