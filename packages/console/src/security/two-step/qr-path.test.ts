import { encode } from "uqr";
import { expect, test } from "vitest";
import { createQrPath } from "./qr-path.ts";

const URI =
  "otpauth://totp/Cibozer:ann%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Cibozer";

test("ID-17: the path has exactly the dark modules of the QR code", () => {
  const { size, path } = createQrPath(URI);
  const { data } = encode(URI, { ecc: "M", border: 4 });
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let at = 0; at < Number(width); at += 1) {
      const row = drawn[Number(y)];
      if (row !== undefined) row[Number(x) + at] = true;
    }
  }
  expect(drawn).toEqual(data);
});

test("ID-17: four modules around it stay light, as scanners need", () => {
  const { size, path } = createQrPath(URI);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(4);
    expect(Number(y)).toBeGreaterThanOrEqual(4);
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(size - 4);
    expect(Number(y)).toBeLessThan(size - 4);
  }
});
