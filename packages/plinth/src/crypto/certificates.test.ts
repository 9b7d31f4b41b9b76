import { describe, expect, it } from "vitest";
import { makeTestCertificate } from "../testing/certificates.ts";
import { requireCertificate } from "./certificates.ts";

const DAY = 86_400_000;
// A minute ahead, because making certificates takes its time.
const now = Date.now() + 60_000;
const authority = makeTestCertificate({ name: "Test authority", isAuthority: true });
const good = makeTestCertificate({ name: "app.example.org", issuer: authority });
const weak = makeTestCertificate({
  key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
});

describe("certificates that may be served", () => {
  it("WEB-10: takes a strong pair and knows its names and its end", () => {
    const found = requireCertificate({ ...good, now });
    expect(found.names).toContain("DNS:app.example.org");
    expect(Math.round((found.notAfter - now) / DAY)).toBe(90);
    expect(found.serial).toMatch(/^[0-9A-F]+$/);
  });

  it("WEB-10: takes a chain in its order only", () => {
    const chain = `${good.chain}${authority.chain}`;
    expect(requireCertificate({ chain, key: good.key, now }).chain).toBe(chain);
    const turned = `${good.chain}${weak.chain}`;
    expect(() => requireCertificate({ chain: turned, key: good.key, now })).toThrow(/vouch/);
  });

  it.each([
    ["a key of another", { chain: good.chain, key: authority.key, now }, /does not belong/],
    ["a weak key", { ...weak, now }, /1024 bits is too weak/],
    ["an expired one", { ...good, now: now + 91 * DAY }, /expired on \d{4}-\d\d-\d\d$/],
    ["one of the future", { ...good, now: now - 2 * DAY }, /valid only from/],
    ["no certificate", { chain: good.key, key: good.key, now }, /no PEM certificate/],
    ["half a certificate", { ...good, chain: good.chain.replace(/.{40}\n/, "\n"), now }, /read/],
    ["no key", { chain: good.chain, key: "secret-that-is-no-key", now }, /no PEM private key/],
  ])("WEB-10: refuses %s in one sentence without the key", (_, source, words) => {
    const attempt = () => requireCertificate(source);
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(words);
    expect(attempt).not.toThrow(/\n|PRIVATE|secret-that/);
  });
});
