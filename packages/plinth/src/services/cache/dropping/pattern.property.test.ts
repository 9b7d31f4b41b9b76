import fc from "fast-check";
import { expect, it } from "vitest";
import { matcher } from "./pattern.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", "."), maxLength: 12 });

it("CACHE-03: a pattern means what a regular expression of its parts means", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (parts, key) => {
      const wanted = new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join(".*")}$`);
      expect(matcher(parts.join("*"))(key)).toBe(wanted.test(key));
    }),
  );
});
