import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createSoftwareAuthenticator,
  toCbor,
} from "../../../readiness/support/passkeys/software-authenticator.ts";
import { startPasskeys } from "../../../testing/passkeys.ts";
import { ORIGIN, outcomeOf } from "../../../testing/second-factors.ts";

const start = () => startPasskeys(createSoftwareAuthenticator);
type Bench = Awaited<ReturnType<typeof start>>;
type Owner = Awaited<ReturnType<Bench["addOwner"]>>;
type Assertion = Awaited<ReturnType<Bench["answer"]>>;

let bench: Bench;
let anna: Owner;
let ben: Owner;
beforeAll(async () => {
  bench = await start();
  anna = await bench.addOwner();
  ben = await bench.addOwner();
});
afterAll(() => bench.identity.app.stop());
beforeEach(() => bench.identity.clock.advance(3_600_000));

/** Without HTTP, so that no limit ends the trying. */
const signIn = (assertion: Assertion): Promise<string> =>
  outcomeOf(
    bench.service.finishSignIn({ assertion, device: undefined, cookie: undefined, origin: ORIGIN }),
  );
const freshStatement = () => {
  const { challenge, rpId } = bench.service.beginSignIn();
  return { challenge, rpId, origin: bench.origin };
};
const answerOf = (owner: Owner, untrue = {}, userHandle = owner.userHandle): Assertion =>
  owner.authenticator.assert({ ...freshStatement(), ...untrue }, userHandle);
const lastReason = () => bench.identity.events.at(-1)?.data?.["reason"];

/** Faults of ours; that an address grew suspicious is none. */
const faults = () =>
  bench.identity.lines.filter(
    (line) => line.includes('"level":"error"') && !line.includes('"category":"security"'),
  );

describe("an answer that is not true", () => {
  it("ID-22: is what the sound one is not", async () => {
    expect(await signIn(answerOf(anna))).toBe("in");
  });

  it.each([
    ["of another site", { origin: "https://evil.example" }, "response"],
    ["of a page at another port", { origin: "http://localhost:1" }, "response"],
    ["of a page over HTTP at the address itself", { origin: "http://127.0.0.1" }, "response"],
    ["from inside a frame", { crossOrigin: true }, "response"],
    ["for another relying party", { rpId: "evil.example" }, "response"],
    ["of a registration", { type: "webauthn.create" }, "response"],
    ["of nobody verified", { isVerified: false }, "response"],
    ["to a challenge that is not ours", { challenge: "A".repeat(72) }, "challenge"],
    ["to no challenge", { challenge: "" }, "challenge"],
  ])("ID-22: %s signs nobody in", async (_, untrue, reason) => {
    expect(await signIn(answerOf(anna, untrue))).toBe("PASSKEY_REFUSED");
    expect(lastReason()).toBe(reason);
  });

  it("ID-22: to a challenge for something else, or too old, signs nobody in", async () => {
    const { bearer } = await bench.enrol((await bench.addMember()).bearer);
    for (const purpose of ["register", "step-up"]) {
      const { challenge } = await bench.begin(purpose, bearer);
      expect(await signIn(answerOf(anna, { challenge }))).toBe("PASSKEY_REFUSED");
      expect(lastReason()).toBe("challenge");
    }
    const late = answerOf(anna);
    bench.identity.clock.advance(300_000);
    expect(await signIn(late)).toBe("PASSKEY_REFUSED");
  });

  it("ID-22: with somebody else's user handle, or none, signs nobody in", async () => {
    expect(await signIn(answerOf(anna, {}, ben.userHandle))).toBe("PASSKEY_REFUSED");
    expect(lastReason()).toBe("user-handle");
    const { userHandle: _, ...response } = answerOf(anna).response;
    expect(await signIn({ ...answerOf(anna), response } as Assertion)).toBe("PASSKEY_REFUSED");
    expect(lastReason()).toBe("user-handle");
  });

  it("ID-22: signed by one passkey and named after another signs nobody in", async () => {
    const { id, rawId } = answerOf(ben);
    const swapped = { ...answerOf(anna, {}, ben.userHandle), id, rawId };
    expect(await signIn(swapped)).toBe("PASSKEY_REFUSED");
    const unknown = createSoftwareAuthenticator().assert(freshStatement(), anna.userHandle);
    expect(await signIn(unknown)).toBe("PASSKEY_REFUSED");
    expect(lastReason()).toBe("unknown");
    expect(await signIn({ ...answerOf(anna), rawId: id })).toBe("PASSKEY_REFUSED");
  });

  const spoil = (sound: Assertion, part: Part, place: number, change: number, isCut: boolean) => {
    const bytes = Buffer.from(sound.response[part], "base64url");
    const at = place % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ change;
    const spoilt = (isCut ? bytes.subarray(0, at) : bytes).toString("base64url");
    return { ...sound, response: { ...sound.response, [part]: spoilt } };
  };
  type Part = "clientDataJSON" | "authenticatorData" | "signature";
  const change = fc.integer({ min: 1, max: 255 });

  it("ID-22: cut or altered anywhere in what is signed signs nobody in, and breaks nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Part>("clientDataJSON", "authenticatorData"),
        fc.nat({ max: 400 }),
        change,
        fc.boolean(),
        async (part, place, by, isCut) => {
          expect(await signIn(spoil(answerOf(anna), part, place, by, isCut))).toBe(
            "PASSKEY_REFUSED",
          );
        },
      ),
      { numRuns: 120 },
    );
    expect(faults()).toEqual([]);
  });

  it("ID-22, P-103: a signature that is spelt in another way is no second answer", async () => {
    // The library reads lengths of DER leniently; numbers that are not the same are no signature.
    const lengths = fc.constantFrom(1, 3);
    const anywhere = fc.nat({ max: 80 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(lengths, anywhere), change, async (place, by) => {
        const sound = answerOf(anna);
        const outcomes = [
          await signIn(spoil(sound, "signature", place, by, false)),
          await signIn(sound),
          await signIn(sound),
        ];
        expect(outcomes.filter((outcome) => outcome === "in")).toHaveLength(1);
        expect(outcomes[2]).toBe("PASSKEY_REFUSED");
      }),
      { numRuns: 80, examples: [[1, 1]] },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 80 }), async (place) => {
        const cut = spoil(answerOf(anna), "signature", place, 0, true);
        expect(await signIn(cut)).toBe("PASSKEY_REFUSED");
      }),
      { numRuns: 40 },
    );
  });
});

describe("a new passkey that is not true", () => {
  const register = async (spoil: (sound: Attestation) => Attestation, untrue = {}) => {
    const begun = await bench.service.beginRegistration(anna.account.id);
    const sound = createSoftwareAuthenticator().attest({
      challenge: begun.challenge,
      rpId: begun.rp.id,
      origin: bench.origin,
      ...untrue,
    });
    const session = await bench.identity.addSession(
      (await bench.identity.accounts.find(anna.account.id)) ?? anna.account,
    );
    const owner = { accountId: anna.account.id, sessionId: session.row.id, origin: ORIGIN };
    return outcomeOf(bench.service.finishRegistration(owner, spoil(sound), "Spoilt"));
  };
  type Attestation = ReturnType<ReturnType<typeof createSoftwareAuthenticator>["attest"]>;
  const same = (sound: Attestation) => sound;

  it.each([
    ["of another site", { origin: "https://evil.example" }],
    ["from inside a frame", { crossOrigin: true }],
    ["for another relying party", { rpId: "evil.example" }],
    ["of a sign-in", { type: "webauthn.get" }],
    ["of nobody verified", { isVerified: false }],
    ["to no challenge of ours", { challenge: "A".repeat(72) }],
  ])("ID-22: %s is not added", async (_, untrue) => {
    expect(await register(same, untrue)).toBe("PASSKEY_SETUP_INVALID");
  });

  it("ID-22: to a challenge of another account is not added", async () => {
    const { challenge } = await bench.service.beginRegistration(ben.account.id);
    expect(await register(same, { challenge })).toBe("PASSKEY_SETUP_INVALID");
  });

  it("ID-22: with another id than the authenticator says, is not added", async () => {
    const id = createSoftwareAuthenticator().credentialId;
    expect(await register((sound) => ({ ...sound, id, rawId: id }))).toBe("PASSKEY_SETUP_INVALID");
  });

  it("ID-22: whatever its statement says is not looked at, so no stranger's certificate is parsed", async () => {
    const dressed = await register((sound) => {
      const bytes = Buffer.from(sound.response.attestationObject, "base64url");
      const at = bytes.indexOf(toCbor("authData")) + toCbor("authData").length;
      const data = bytes.subarray(at);
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        ...["fmt", "packed", "attStmt"].map(toCbor),
        toCbor(new Map<string, string>([["x5c", "http://192.0.2.1/never-fetched"]])),
        toCbor("authData"),
        data,
      ]).toString("base64url");
      return { ...sound, response: { ...sound.response, attestationObject } };
    });
    expect(dressed).toBe("in");
  });

  it("ID-22: cut, altered or nested without end is not added, and breaks nothing", async () => {
    const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    const nested = fc.integer({ min: 1, max: 12_000 }).map((depth) => Buffer.alloc(depth, 0x81));
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, nested), fc.boolean(), async (bytes, isClientData) => {
        const part = isClientData ? "clientDataJSON" : "attestationObject";
        const outcome = await register((sound) => ({
          ...sound,
          response: { ...sound.response, [part]: bytes.toString("base64url") },
        }));
        expect(outcome).toBe("PASSKEY_SETUP_INVALID");
      }),
      { numRuns: 60 },
    );
    expect(faults()).toEqual([]);
  });
});

describe("a body that is none", () => {
  const sound = async () => answerOf(anna);

  it("ID-22: is told what is wrong, before anybody looks at signatures", async () => {
    const good = await sound();
    const { response } = good;
    const spoilt: readonly unknown[] = [
      { ...good, id: "x".repeat(1_365) },
      { ...good, id: "not base64url!" },
      { ...good, id: "" },
      { ...good, type: "password" },
      { ...good, more: true },
      { ...good, response: { ...response, signature: "A".repeat(2_049) } },
      { ...good, response: { ...response, clientDataJSON: `${response.clientDataJSON}==` } },
      { ...good, response: { ...response, authenticatorData: undefined } },
      { ...good, response: null },
      null,
    ];
    for (const one of spoilt) {
      const answer = await bench.signIn(one);
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as { code: string }).code).toBe("VALIDATION_ERROR");
      bench.identity.clock.advance(60_000);
    }
    const huge = await bench.signIn({ ...good, clientExtensionResults: { a: "x".repeat(40_000) } });
    expect(huge.status).toBe(413);
    expect(huge.headers.get("content-type")).toContain("problem+json");
  });

  it("ID-22, ID-19: every refusal of a sign-in is the same answer", async () => {
    const refusals = [
      answerOf(anna, { origin: "https://evil.example" }),
      answerOf(anna, { isVerified: false }),
      answerOf(anna, { challenge: "A".repeat(72) }),
      answerOf(anna, {}, ben.userHandle),
      createSoftwareAuthenticator().assert(freshStatement(), anna.userHandle),
    ];
    const seen = new Set<string>();
    for (const assertion of refusals) {
      const answer = await bench.signIn(assertion);
      const { code, title, detail } = (await answer.json()) as Record<string, string>;
      seen.add(JSON.stringify([answer.status, code, title, detail]));
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain("PASSKEY_REFUSED");
  });
});
