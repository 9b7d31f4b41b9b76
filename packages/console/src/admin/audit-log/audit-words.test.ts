import { describe, expect, it } from "vitest";
import { actionWords, partyWords, viaWords } from "./audit-words.ts";

describe("words of the audit trail", () => {
  it("LOG-04: actions, parties and ways are said so that people read them", () => {
    expect(actionWords("mail.suppression-lifted")).toBe("Mail suppression lifted");
    expect(partyWords(null, "nobody known")).toBe("nobody known");
    expect(partyWords({ kind: "erased", id: "p-1" }, "")).toBe("an erased account");
    expect(partyWords({ kind: "account", id: "0190a000-0000" }, "")).toBe("account 0190a000…");
    expect(partyWords({ kind: "thing", id: "system" }, "")).toBe("system");
    expect(viaWords("plk_1")).toBe("API key plk_1");
    expect(viaWords(null)).toBeNull();
  });
});
