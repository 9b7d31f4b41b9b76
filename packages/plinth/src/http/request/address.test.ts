import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOriginResolver } from "./address.ts";

const request = (peer: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ socket: { remoteAddress: peer }, headers }) as unknown as IncomingMessage;

describe("RL-07, P-075: the client's address", () => {
  it("ignores every forwarding header of a peer that is no declared proxy", () => {
    const resolve = createOriginResolver(["10.0.0.0/8"]);
    const header = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(
        fc.ipV4().filter((ip) => !ip.startsWith("10.")),
        header,
        (peer, claim) => {
          const headers = { "x-forwarded-for": claim, "x-forwarded-proto": "https" };
          expect(resolve(request(peer, headers))).toEqual({ address: peer, secure: false });
        },
      ),
    );
  });

  it("finds the client through any chain of declared proxies, whatever the client claims", () => {
    const resolve = createOriginResolver(["10.0.0.0/8", "fd00::/8"]);
    const outside = fc.ipV4().filter((ip) => !ip.startsWith("10."));
    const inside = fc.ipV4().map((ip) => `10.${ip.split(".").slice(1).join(".")}`);
    fc.assert(
      fc.property(
        outside,
        fc.array(inside, { minLength: 1, maxLength: 4 }),
        fc.array(fc.ipV4()),
        (client, chain, lies) => {
          const [peer = "", ...hops] = chain.toReversed();
          const forwarded = [...lies, client, ...hops.toReversed()].join(", ");
          const found = resolve(request(peer, { "x-forwarded-for": forwarded }));
          expect(found.address).toBe(client);
        },
      ),
    );
  });

  it("stops at the last believable hop when an entry is no address", () => {
    const resolve = createOriginResolver(["127.0.0.1"]);
    expect(resolve(request("127.0.0.1", { "x-forwarded-for": "evil" })).address).toBe("127.0.0.1");
  });

  it("RL-07: knows the client where a proxy names its port as well, whichever it is", () => {
    const resolve = createOriginResolver(["127.0.0.1"]);
    const named = (entry: string): string =>
      resolve(request("127.0.0.1", { "x-forwarded-for": entry })).address;
    for (const port of ["1", "443", "65535"]) {
      expect(named(`198.51.100.7:${port}`)).toBe("198.51.100.7");
      expect(named(`[2001:db8::1]:${port}`)).toBe("2001:db8::1");
      expect(named(`[::ffff:198.51.100.7]:${port}`)).toBe("198.51.100.7");
    }
    expect(named("[2001:db8::1]")).toBe("2001:db8::1");
    const none = ["198.51.100.7:", "[198.51.100.7", "198.51.100.7:1:2", "[]:80", "9".repeat(999)];
    for (const text of none) expect(named(text)).toBe("127.0.0.1");
  });

  it("takes an IPv4-mapped peer as IPv4, and believes its protocol only when declared", () => {
    const resolve = createOriginResolver(["127.0.0.1"]);
    const headers = { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" };
    expect(resolve(request("::ffff:127.0.0.1", headers))).toEqual({
      address: "203.0.113.9",
      secure: true,
    });
  });

  it("refuses a proxy that is no address", () => {
    expect(() => createOriginResolver(["proxy.example"])).toThrow(/not an address/);
  });
});
