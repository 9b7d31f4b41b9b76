import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseAddress } from "#services/mail";
import { identityOf } from "./identity.ts";

/** What mail and names know as the same domain: unseen marks, other dots, letter case, width. */
const UNSEEN = ["", "", "\u034f", "\u180b", "\ufe00", "\ufe0f", "\u{e0100}"];
const DOTS = [".", "\u3002", "\uff0e", "\uff61"];

const respelled = fc
  .tuple(
    fc.constantFrom("example.org", "b\u00fccher.example", "xn--bcher-kva.example"),
    fc.array(fc.record({ unseen: fc.nat(6), dot: fc.nat(3), upper: fc.boolean() }), {
      minLength: 30,
      maxLength: 30,
    }),
  )
  .map(([domain, choices]) =>
    [...domain]
      .map((letter, at) => {
        const { unseen = 0, dot = 0, upper = false } = choices[at] ?? {};
        const written =
          letter === "." ? (DOTS[dot] ?? letter) : upper ? letter.toUpperCase() : letter;
        // Nothing unseen before the first letter, nor in a name that is encoded already.
        return written + (domain.startsWith("xn--") ? "" : (UNSEEN[unseen] ?? ""));
      })
      .join(""),
  );

const plainFold = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/** Whatever is one account is one key. */
const oneKey = (keyOf: (text: string) => string) =>
  fc.property(respelled, respelled, (one, two) => {
    const [first, second] = [`victim@${one}`, ` Victim@${two}`];
    const account = normaliseAddress(first);
    fc.pre(account !== undefined && account === normaliseAddress(second));
    expect(keyOf(first)).toBe(keyOf(second));
  });

describe("what a rule by a body field counts by", () => {
  const byEmail = (text: string): string => identityOf("field:email", text, (plain) => plain);

  it("P-076, RL-03: every spelling of one account's address has one budget", () => {
    fc.assert(oneKey(byEmail));
    expect(fc.check(oneKey(plainFold)).failed).toBe(true);
  });

  it("P-076: the address of an account can be written with marks that nobody sees", () => {
    expect(normaliseAddress("victim@exam\ufe0fple.org")).toBe("victim@example.org");
    expect(byEmail("victim@exam\ufe0fple\u3002org")).toBe("victim@example.org");
    expect(byEmail("victim@xn--bcher-kva.example")).toBe(byEmail("victim@B\u00dcCHER.example"));
  });

  it("P-076: texts that are no address keep what tells them apart", () => {
    expect(byEmail("a b")).not.toBe(byEmail("ab"));
    expect(byEmail(" ABC ")).toBe("abc");
  });
});
