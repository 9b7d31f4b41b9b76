import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { totpCode, totpStepAt } from "#crypto";
import { consent } from "#modules/consent";
import { defineModule } from "#modules/contract";
import { defineMail } from "#services/mail";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import {
  addPerson,
  challengeFor,
  ORIGIN,
  outcomeOf,
  verify,
} from "../../../testing/second-factors.ts";
import { ERASURE_LEDGER, type PrivacyService, privacy } from "../index.ts";
import { type Clinic, clinic } from "./clinic.test-support.ts";

const OLD = "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mPaQ5t";
const NEW = "Zt5Qa-Pm3Hg6Fe1dYc7Nb_4TrZ9wLv2qX-s8Jk";
const OTHER = "Hx7Lc-Vb2Kp9Wn4_sYd8Mf1Gj6Rt3QeUz5Ao";
const LETTER = defineMail({ name: "letter", most: 10 });
/** Sends what a test tells it to. */
const sender = defineModule({ name: "sender", setup: ({ mail }) => ({ mail }) });
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
    modules: [clinic, privacy, consent, sender],
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
    // Nothing listens where sealed data would not open.
    const unread = during(data, { SECRET_KEY: NEW }, async () => undefined);
    await expect(unread).rejects.toThrow("SECRET_KEY does not open what is sealed");
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

  it("PRIV-06, ID-17: digests move to the present key when their plain value comes by, and are counted until then", async () => {
    const data = join(scratch, "data");
    const addresses = ["bounced@example.org", "complained@example.org"];
    const person = await during(data, {}, async (identity) => {
      const { mail } = identity.app.modules.service("sender") as ReturnType<typeof sender.setup>;
      for (const one of addresses) await mail.overview.suppress(one, "bounced", "550");
      return addPerson(identity);
    });
    const both = { SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD };
    const left = (identity: Identity) => privacyOf(identity).formerDigests();
    await during(data, both, async (identity) => {
      const [mailed = "", looked = ""] = addresses;
      const { mail } = identity.app.modules.service("sender") as ReturnType<typeof sender.setup>;
      const { digests } = await privacyOf(identity).rotateKeys();
      expect(digests).toEqual([
        { what: "recovery codes", count: 10 },
        { what: "addresses without mail", count: 2 },
      ]);
      // One is written to, which leaves the mail out; the other is looked for, and bounces again.
      await mail.send({ kind: LETTER, to: mailed, subject: "Hello", text: "Hello." });
      await identity.app.jobs.settled();
      expect(await mail.overview.find(looked)).toMatchObject({ reason: "bounced", detail: "550" });
      await mail.overview.suppress(looked, "complained");
      expect(await mail.overview.suppressed()).toBe(2);
      const { challenge } = await challengeFor(identity, person.account.id);
      const [code = ""] = person.recoveryCodes;
      expect(await outcomeOf(verify(identity, challenge, code))).toBe("in");
      expect(await left(identity)).toEqual([{ what: "recovery codes", count: 9 }]);
      const owner = { accountId: person.account.id, sessionId: person.sessionId, origin: ORIGIN };
      await identity.mfa.renewCodes(owner);
      expect(await left(identity)).toEqual([]);
    });
    // The key of before is gone: whoever took no mail still takes none.
    await during(data, { SECRET_KEY: NEW }, async (identity) => {
      const { mail } = identity.app.modules.service("sender") as ReturnType<typeof sender.setup>;
      const found = await Promise.all(addresses.map((one) => mail.overview.find(one)));
      expect(found.map((one) => one?.reason)).toEqual(["bounced", "complained"]);
      expect(await left(identity)).toEqual([]);
    });
  });
});
