import { describe, expect, it } from "vitest";
import { securityContact } from "./security-contact.ts";

const faultOf = (text: string): boolean => "fault" in securityContact.parse(text, "production");

describe("DOC-04: the contact in security.txt", () => {
  it.each(["mailto:security@example.org", "https://example.org/security?topic=report"])(
    "DOC-04: takes %s",
    (text) => {
      expect(securityContact.parse(text, "production")).toEqual({ value: text });
    },
  );

  it.each([
    "security@example.org",
    "http://example.org/security",
    "mailto:nobody",
    "mailto:a@example.org\nContact: mailto:b@example.org",
    "https://example.org/ security",
    "https://",
    `https://example.org/${"x".repeat(400)}`,
    "",
  ])("DOC-04: refuses %j", (text) => {
    expect(faultOf(text)).toBe(true);
  });
});
