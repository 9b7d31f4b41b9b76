import { BlockList, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";

/** The same registries, read by somebody else's code; a list each, because ::/96 would hold all of IPv4. */
const listOf = (family: "ipv4" | "ipv6", ranges: string): BlockList => {
  const list = new BlockList();
  for (const range of ranges.split(" ")) {
    const [network = "", bits] = range.split("/");
    list.addSubnet(network, Number(bits), family);
  }
  return list;
};
const SPECIAL_V4 = listOf(
  "ipv4",
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 " +
    "192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 " +
    "224.0.0.0/4 240.0.0.0/4",
);
const SPECIAL_V6 = listOf(
  "ipv6",
  "::/128 ::1/128 ::ffff:0:0/96 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 " +
    "2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8",
);
const isSpecial = (text: string): boolean =>
  isIPv6(text) ? SPECIAL_V6.check(text, "ipv6") : SPECIAL_V4.check(text);

const REFUSED = [
  ..."0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254".split(" "),
  ..."168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1".split(" "),
  ..."192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9".split(" "),
  ..."224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255".split(" "),
  ..."::1 :: ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 64:ff9b::127.0.0.1".split(
    " ",
  ),
  ..."64:ff9b::8.8.8.8 64:ff9b:1::a00:1 100::1 fd00:ec2::254 fc00::1 fe80::1 fe80::1%eth0".split(
    " ",
  ),
  ..."fec0::1 ff02::1 2001:db8::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1".split(" "),
  ..."2001:10::1 2001:20::1 2002:7f00:1:: 2002:808:808::1 3fff::1 5f00::1".split(" "),
  ..."2606:4700::5efe:a00:1 2606:4700::200:5efe:7f00:1 2606:4700::1111%eth0".split(" "),
  ..."localhost example.com 127.1 2130706433 0x7f000001 017700000001 1.2.3 1::2::3 [::1]".split(
    " ",
  ),
  "",
] as const;

const PUBLIC = [
  ..."1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0".split(" "),
  ..."126.255.255.255 128.0.0.0 168.63.129.15 169.253.255.255 169.255.0.0 172.15.255.255".split(
    " ",
  ),
  ..."172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255".split(" "),
  ..."2606:4700::1111 2001:4860:4860::8888 2a00:1450:4001:80b::200e 2003::1 2620:fe::fe".split(" "),
] as const;

describe("which addresses are public", () => {
  it.each(REFUSED)("VAL-07: %s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(PUBLIC)("VAL-07: %s is", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it("P-097: whatever the runtime's own lists call special is not public, in every spelling", () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc
        .tuple(fc.constantFrom(10, 127, 100, 169, 172, 192, 198, 203, 224), fc.ipV4())
        .map(([first, rest]) => `${first}.${rest.split(".").slice(1).join(".")}`),
      fc.ipV4().map((four) => `::ffff:${four}`),
    );
    fc.assert(
      fc.property(address, (text) => {
        if (isSpecial(text)) expect(isPublicAddress(text)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("P-097: of IPv4 nothing else is refused but the few relays and metadata servers named", () => {
    const more = new BlockList();
    for (const net of ["192.31.196.0", "192.52.193.0", "192.175.48.0"]) more.addSubnet(net, 24);
    more.addAddress("168.63.129.16");
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(isPublicAddress(text)).toBe(!isSpecial(text) && !more.check(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
