import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock, Secret } from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import { type ChallengePurpose, createChallenges } from "./challenges.ts";

const clock = createManualClock();
const build = (secret = "a secret of more than thirty-two characters") =>
  createChallenges({
    keyring: createKeyring(new Secret(secret)),
    clock,
    random: createSecureRandom(),
  });
const challenges = build();
const purposes = fc.constantFrom<ChallengePurpose>("register", "sign-in", "step-up");
const account = fc.option(fc.uuid(), { nil: undefined });

describe("ID-22: challenges", () => {
  it("are good for their purpose, their account and five minutes, and for nothing else", () => {
    fc.assert(
      fc.property(
        fc.tuple(purposes, account, purposes, account, fc.integer({ min: 0, max: 600_000 })),
        ([purpose, owner, shownFor, shownBy, passed]) => {
          const challenge = challenges.issue(purpose, owner);
          clock.advance(passed);
          const isRight = purpose === shownFor && owner === shownBy && passed < 300_000;
          expect(challenges.read(challenge, shownFor, shownBy) !== undefined).toBe(isRight);
          const isYoung = passed < 300_000;
          expect(challenges.read(challenge, purpose, owner) !== undefined).toBe(isYoung);
        },
      ),
    );
  });

  it("of another key, altered in one character, cut or longer are not ours", () => {
    const other = build("another secret of more than thirty-two chars");
    fc.assert(
      fc.property(purposes, fc.nat({ max: 71 }), fc.nat({ max: 63 }), (purpose, place, letter) => {
        const challenge = challenges.issue(purpose);
        const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const altered = `${challenge.slice(0, place)}${alphabet[letter]}${challenge.slice(place + 1)}`;
        expect(challenges.read(altered, purpose) !== undefined).toBe(altered === challenge);
        expect(challenges.read(challenge.slice(0, place), purpose)).toBeUndefined();
        expect(challenges.read(`${challenge}A`, purpose)).toBeUndefined();
        expect(challenges.read(`${challenge}=`, purpose)).toBeUndefined();
        expect(challenges.read(other.issue(purpose), purpose)).toBeUndefined();
      }),
    );
  });

  it("are never the same, and what is not a challenge is none", () => {
    const made = Array.from({ length: 1_000 }, () => challenges.issue("sign-in"));
    expect(new Set(made).size).toBe(1_000);
    fc.assert(
      fc.property(fc.string(), purposes, (text, purpose) => {
        expect(challenges.read(text, purpose)).toBeUndefined();
      }),
    );
  });
});
