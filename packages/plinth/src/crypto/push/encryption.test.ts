import { createECDH } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPushBrowser } from "../../testing/push-browser.ts";
import { createSecureRandom } from "../random.ts";
import { encryptPush, pushRecord, readPushRecipient } from "./encryption.ts";
import { generateApplicationKey, readApplicationKey } from "./vapid.ts";

const bytes = (...parts: readonly string[]): Buffer => Buffer.from(parts.join(""), "base64url");
const random = createSecureRandom();
const AUDIENCE = "https://push.example.org";

describe("messages to browsers", () => {
  it("UX-01: the example of RFC 8291 comes out byte for byte", () => {
    const own = createECDH("prime256v1");
    own.setPrivateKey(bytes("yfWPiYE-n46HLnH0Kq", "ZOF1fJJU3MYrct3AELtAQ-oRw"));
    const recipient = readPushRecipient({
      p256dh:
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    });
    if (recipient === undefined) throw new Error("the keys were not read");
    const plain = Buffer.from("When I grow up, I want to be a watermelon\u0002");
    const record = pushRecord(recipient, plain, { own, salt: bytes("DGv6ra1nlYgDCS1FRnbzlw") });
    expect(record.toString("base64url")).toBe(
      [
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY",
        "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS",
        "gSxsj_Qulcy4a-fN",
      ].join(""),
    );
  });

  it("UX-01: any text is read by its browser and by no other, and its length says little", async () => {
    const browser = await createPushBrowser(`${AUDIENCE}/a`);
    const other = await createPushBrowser(`${AUDIENCE}/b`);
    const recipient = readPushRecipient(browser.subscription.keys);
    if (recipient === undefined) throw new Error("the keys were not read");
    const key = readApplicationKey(generateApplicationKey());
    const headers = {
      authorization: key.authorization({ audience: AUDIENCE, contact: undefined, now: 1_000 }),
    };
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), async (text) => {
        const body = encryptPush(recipient, text, random);
        expect((body.length - 16 - 86) % 512).toBe(0);
        expect((await browser.read({ headers, body }, key.publicKey)).text).toBe(text);
        await expect(other.read({ headers, body }, key.publicKey)).rejects.toThrow();
      }),
      { numRuns: 40 },
    );
    expect(() => encryptPush(recipient, "x".repeat(4_000), random)).toThrow(RangeError);
    expect(encryptPush(recipient, "x".repeat(3_990), random).length).toBeLessThanOrEqual(4_096);
  });

  it("UX-01: keys that are none are refused: wrong lengths, spellings, points off the curve", async () => {
    const { keys } = (await createPushBrowser(AUDIENCE)).subscription;
    const off = Buffer.from(keys.p256dh, "base64url");
    off.writeUInt8(off.readUInt8(64) ^ 1, 64);
    for (const p256dh of ["", keys.p256dh.slice(1), `${keys.p256dh}=`, off.toString("base64url")]) {
      expect(readPushRecipient({ ...keys, p256dh })).toBeUndefined();
    }
    expect(readPushRecipient({ ...keys, auth: keys.auth.slice(2) })).toBeUndefined();
    expect(readPushRecipient(keys)).toBeDefined();
  });

  it("UX-01: the application's token names the service, ends within a day, and is signed", async () => {
    const browser = await createPushBrowser(`${AUDIENCE}/a`);
    const recipient = readPushRecipient(browser.subscription.keys);
    if (recipient === undefined) throw new Error("the keys were not read");
    const kept = generateApplicationKey();
    const key = readApplicationKey(kept);
    expect(readApplicationKey(kept).publicKey).toBe(key.publicKey);
    const contact = "https://app.example.org";
    const authorization = key.authorization({ audience: AUDIENCE, contact, now: 5_000 });
    const body = encryptPush(recipient, "{}", random);
    const { claims } = await browser.read({ headers: { authorization }, body }, key.publicKey);
    expect(claims).toEqual({ aud: AUDIENCE, exp: 5 + 43_200, sub: contact });
    const stranger = readApplicationKey(generateApplicationKey()).publicKey;
    await expect(browser.read({ headers: { authorization }, body }, stranger)).rejects.toThrow();
  });
});
