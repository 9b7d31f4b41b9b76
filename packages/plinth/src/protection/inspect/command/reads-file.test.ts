import { describe, expect, it } from "vitest";
import { inspectText } from "../engine/inspect-text.ts";

const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("files that some program is handed behind a joint", () => {
  it.each([
    "soup; ovenctl -f /etc/shadow",
    "soup && oven2 --file=/etc/passwd",
    "$(oven-lint -config /etc/passwd)",
    "soup & Start-Oven -path C:\\Windows\\Temp\\a.bin",
    "soup & ovenfiles /p c:\\windows\\x /c",
  ])("VAL-10: %s", (text) => {
    expect(rulesOf(text)).toContain("command.chain");
  });

  it.each([
    "Names & groups in /etc/passwd",
    "They are kept; see /etc/shadow there",
    "Copy & paste from C:\\Windows\\Fonts to a stick",
    "ovenctl -f reads the file; then -q is quiet",
  ])("VAL-15: %s", (text) => {
    expect(rulesOf(text)).toEqual([]);
  });
});
