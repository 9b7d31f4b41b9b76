import type { Random } from "#core";
import { constantTimeEqual, createOpaqueToken, type Keyring } from "#crypto";

/** Accounts that one browser is known for; a family shares a computer. */
const MAX_ACCOUNTS = 5;
const ID_BYTES = 16;
const SHAPE = /^[A-Za-z0-9_-]{22}(?:\.[A-Za-z0-9_-]{43}){1,5}$/;

/**
 * Known devices (ID-12): a cookie that says which accounts signed in with this browser, each by a
 * MAC only we can make. It opens nothing; failures with it are counted apart, so that strangers who
 * lock an account do not lock out its owner.
 */
export interface KnownDevices {
  /** The device's id if the cookie's owner has signed in to this account before. */
  readonly deviceOf: (cookie: string | undefined, accountId: string) => string | undefined;
  /** The cookie's new value: the device, now known for this account too. */
  readonly remember: (cookie: string | undefined, accountId: string) => string;
}

/** Builds the makers and checkers of device cookies. */
export const createKnownDevices = (parts: {
  readonly keyring: Keyring;
  readonly random: Random;
}): KnownDevices => {
  const { keyring, random } = parts;
  const macOf = (deviceId: string, accountId: string): string =>
    keyring.hmac("known-device", `${deviceId}.${accountId}`);
  const parse = (cookie: string | undefined) => {
    if (cookie === undefined || !SHAPE.test(cookie)) return undefined;
    const [id = "", ...macs] = cookie.split(".");
    return { id, macs };
  };
  return {
    deviceOf: (cookie, accountId) => {
      const device = parse(cookie);
      if (device === undefined) return undefined;
      // Also since before SECRET_KEY was changed.
      const expected = keyring.hmacs("known-device", `${device.id}.${accountId}`);
      const isKnown = expected.some((one) =>
        device.macs.some((mac) => constantTimeEqual(mac, one)),
      );
      return isKnown ? device.id : undefined;
    },
    remember: (cookie, accountId) => {
      const device = parse(cookie);
      const id = device?.id ?? createOpaqueToken(random, ID_BYTES);
      const mac = macOf(id, accountId);
      const others = (device?.macs ?? []).filter((known) => known !== mac);
      return [id, mac, ...others].slice(0, MAX_ACCOUNTS + 1).join(".");
    },
  };
};
