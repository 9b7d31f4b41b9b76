import { describe, expect, it } from "vitest";
import { Secret } from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import { createKnownDevices } from "./devices.ts";

const devicesWith = (secret: string) =>
  createKnownDevices({
    keyring: createKeyring(new Secret(secret.padEnd(40, "x"))),
    random: createSecureRandom(),
  });
const devices = devicesWith("one secret");

describe("known devices", () => {
  it("ID-12: a device is known for the accounts that signed in with it, and for no other", () => {
    const first = devices.remember(undefined, "anna");
    const both = devices.remember(first, "ben");
    const id = devices.deviceOf(first, "anna");
    expect(id).toBeDefined();
    expect(devices.deviceOf(both, "anna")).toBe(id);
    expect(devices.deviceOf(both, "ben")).toBe(id);
    expect(devices.deviceOf(first, "ben")).toBeUndefined();
    expect(devices.deviceOf(both, "carl")).toBeUndefined();
    expect(devices.remember(both, "anna").split(".")).toHaveLength(3);
  });

  it("keeps five accounts, the newest, and fits into a cookie", () => {
    let cookie: string | undefined;
    for (const name of ["a", "b", "c", "d", "e", "f"]) cookie = devices.remember(cookie, name);
    expect(devices.deviceOf(cookie, "a")).toBeUndefined();
    expect(devices.deviceOf(cookie, "b")).toBeDefined();
    expect(devices.deviceOf(cookie, "f")).toBeDefined();
    expect(cookie).toMatch(/^[\w.~-]{1,300}$/);
  });

  it("P-081: nobody makes one without the key, or carries a MAC to another device", () => {
    const mine = devices.remember(undefined, "anna");
    const other = devices.remember(undefined, "ben");
    const [id = "", mac = ""] = mine.split(".");
    const [otherId = ""] = other.split(".");
    const forged = [
      undefined,
      "",
      id,
      `${id}.`,
      `${otherId}.${mac}`,
      `${id}.${mac.slice(0, -1)}`,
      `${id}.${mac}x`,
      `${mine}.`,
      devicesWith("another secret").remember(undefined, "anna"),
      `${id}.${"A".repeat(43)}`,
    ];
    for (const cookie of forged) expect(devices.deviceOf(cookie, "anna")).toBeUndefined();
    // Garbage is replaced by a new device, not carried on.
    expect(devices.remember("garbage", "anna")).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  });
});
