import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { totpCode, totpStepAt } from "#crypto";
import { consent } from "#modules/consent";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { addPerson, challengeFor, outcomeOf, verify } from "../../../testing/second-factors.ts";
import { ERASURE_LEDGER, type PrivacyService, privacy } from "../index.ts";
import { type Clinic, clinic } from "./clinic.test-support.ts";

const OLD = "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mPaQ5t";
const NEW = "Zt5Qa-Pm3Hg6Fe1dYc7Nb_4TrZ9wLv2qX-s8Jk";
const OTHER = "Hx7Lc-Vb2Kp9Wn4_sYd8Mf1Gj6Rt3QeUz5Ao";
const JWT = "w9ZrT4bN7cYd1eF6gH3mPkJ8sXq2vLaQ5tUv";

let scratch = "";
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "plinth-restarts-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs an application on a data directory, and stops it whatever happens. */
const during = async <T>(
  directory: string,
  secrets: Readonly<Record<string, string>>,
  work: (identity: Identity) => Promise<T>,
): Promise<T> => {
  const identity = await startIdentity({
    modules: [clinic, privacy, consent],
    dataDirectory: directory,
    env: { JWT_SECRET_KEY: JWT, SECRET_KEY: OLD, ...secrets },
  });
  try {
    return await work(identity);
  } finally {
    await identity.app.stop();
  }
};
const clinicOf = ({ app }: Identity): Clinic => app.modules.service("clinic") as Clinic;
const privacyOf = ({ app }: Identity): PrivacyService =>
  app.modules.service("privacy") as PrivacyService;

describe("restarts", () => {
  it("P-064: an older copy of the whole database does not bring the erased back", async () => {
    const data = join(scratch, "data");
    const backup = join(scratch, "backup");
    const { gone, stays } = await during(data, {}, async (identity) => ({
      gone: await identity.addAccount(),
      stays: await identity.addAccount(),
    }));
    cpSync(data, backup, { recursive: true });
    await during(data, {}, async (identity) => {
      expect(await privacyOf(identity).eraseOwn(gone.id, gone.email)).toBe("done");
    });
    // The database of before; the ledger stays where it is.
    for (const name of readdirSync(data)) {
      if (name !== ERASURE_LEDGER) rmSync(join(data, name), { recursive: true });
    }
    cpSync(backup, data, { recursive: true });
    await during(data, {}, async (identity) => {
      expect(await identity.accounts.find(gone.id)).toBeUndefined();
      expect(await identity.accounts.find(stays.id)).toMatchObject({ email: stays.email });
    });
    // Another node, whose ledger knows nothing yet, learns it from the database.
    rmSync(join(data, ERASURE_LEDGER));
    await during(data, {}, async () => undefined);
    expect(readFileSync(join(data, ERASURE_LEDGER), "utf8")).toContain(gone.id);
  });

  it("PRIV-06: SECRET_KEY is changed with nothing lost, and the old one is not needed for good", async () => {
    const data = join(scratch, "data");
    const account = await during(data, {}, async (identity) => {
      const row = await identity.addAccount();
      const service = identity.app.modules.service("consent") as {
        give: (id: string, purpose: string, version: number) => Promise<unknown>;
      };
      await service.give(row.id, "health-data", 2);
      await clinicOf(identity).visit(row.id, "flu");
      return row;
    });
    const findings = (secrets: Readonly<Record<string, string>>) =>
      during(data, secrets, (identity) => clinicOf(identity).findings(account.id));
    await expect(findings({ SECRET_KEY: NEW })).rejects.toThrow("SECRET_KEY_PREVIOUS");
    const both = { SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD };
    expect(await findings(both)).toEqual(["flu"]);
    const report = await during(data, both, (identity) => privacyOf(identity).rotateKeys());
    expect(report).toMatchObject({ resealed: 1, rewrapped: 1, unreadable: 0 });
    expect(await findings({ SECRET_KEY: NEW })).toEqual(["flu"]);
  });

  it("PRIV-06, ID-14: the codes of an authenticator outlive two changes of SECRET_KEY", async () => {
    const data = join(scratch, "data");
    const person = await during(data, {}, (identity) => addPerson(identity));
    const both = { SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD };
    const report = await during(data, both, (identity) => privacyOf(identity).rotateKeys());
    // Of the factor; data keys and those of the audit trail come on top where there are any.
    expect(report.rewrapped).toBeGreaterThanOrEqual(1);
    expect(report.lost).toBe(0);
    const again = await during(data, both, (identity) => privacyOf(identity).rotateKeys());
    expect(again.rewrapped).toBe(0);
    const passes = (secrets: Readonly<Record<string, string>>, after = 120_000) =>
      during(data, secrets, async (identity) => {
        identity.clock.advance(after);
        const { challenge } = await challengeFor(identity, person.account.id);
        const code = totpCode(person.secret, totpStepAt(identity.clock.now()));
        return outcomeOf(verify(identity, challenge, code));
      });
    expect(await passes({ SECRET_KEY: NEW })).toBe("in");
    // With neither of its keys named nothing is touched, and one line says what to name.
    const rotate = during(data, { SECRET_KEY: OTHER }, (identity) =>
      privacyOf(identity).rotateKeys(),
    );
    await expect(rotate).rejects.toThrow("SECRET_KEY_PREVIOUS");
    expect(await passes({ SECRET_KEY: NEW }, 240_000)).toBe("in");
  });
});
