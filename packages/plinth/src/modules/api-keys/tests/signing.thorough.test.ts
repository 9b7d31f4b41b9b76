import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signRequest } from "#client";
import type { ApiKeysService, CreatedKey } from "#modules/api-keys";
import { type KeyBench, startKeyBench } from "../../../testing/key-bench.ts";

const PATH = "/api/v1/payments";

/** A request as it went over the wire. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An application and a key in it that signs. */
interface Subject {
  readonly bench: KeyBench;
  readonly made: CreatedKey;
}

const subjectOf = async (alter?: (keys: ApiKeysService) => ApiKeysService): Promise<Subject> => {
  const bench = await startKeyBench(alter === undefined ? {} : { alter });
  const made = await bench.addKey(await bench.addAccount(), { signing: "hmac-sha256" });
  return { bench, made };
};

const bodyOf = (amount: number): string => JSON.stringify({ amount });

const sign = async ({ bench, made }: Subject, body: string, secret?: string): Promise<Sent> => {
  const key = {
    keyId: made.key,
    algorithm: "hmac-sha256",
    secret: secret ?? made.signingSecret ?? "",
  } as const;
  const url = `${bench.app.localUrl}${PATH}`;
  const signed = await signRequest({ method: "POST", url, body }, key, { now: bench.clock.now() });
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${made.key}`,
    ...signed,
  };
  return { method: "POST", path: PATH, body, headers };
};

const send = async ({ bench }: Subject, { method, path, body, headers }: Sent): Promise<number> =>
  (await bench.app.fetch(path, { method, body, headers })).status;

const edit = (sent: Sent, name: string, change: (text: string) => string): Sent => ({
  ...sent,
  headers: { ...sent.headers, [name]: change(sent.headers[name] ?? "") },
});
const INPUT = "Signature-Input";
const shifted = (by: number) => (text: string) =>
  text.replace(/created=(\d+)/, (_, seconds) => `created=${Number(seconds) + by}`);

/** What somebody may do who saw a whole request, the API key included. */
type Attack = (sent: Sent, subject: Subject, number: number) => Sent | Promise<Sent>;
const ATTACKS: Readonly<Record<string, Attack>> = {
  "send it again": (sent) => sent,
  "change the body": (sent, _, number) => ({ ...sent, body: bodyOf(number) }),
  "change body and digest": async (sent, subject, number) => {
    const other = await sign(subject, bodyOf(number));
    return edit({ ...sent, body: other.body }, "Content-Digest", () =>
      String(other.headers["Content-Digest"]),
    );
  },
  "add a query": (sent, _, number) => ({ ...sent, path: `${PATH}?n=${number}` }),
  "change the method": (sent) => ({ ...sent, method: "DELETE", body: "{}" }),
  "make it newer": (sent, _, number) => edit(sent, INPUT, shifted((number % 299) + 1)),
  "change the nonce": (sent) => edit(sent, INPUT, (text) => text.replace('nonce="', 'nonce="a')),
  "cover less": (sent) => edit(sent, INPUT, (text) => text.replace(' "content-digest"', "")),
  "say another algorithm": (sent) =>
    edit(sent, INPUT, (text) => text.replace("hmac-sha256", "ed25519")),
  "change the signature": (sent, _, number) =>
    edit(sent, "Signature", (text) => {
      const at = 6 + (number % 40);
      return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
    }),
  "sign with the key that was sent": (_sent, subject, number) =>
    sign(subject, bodyOf(number), Buffer.from(subject.made.key).toString("base64")),
};

const holds = (subject: Subject): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(ATTACKS)),
      fc.integer({ min: 1, max: 1_000_000 }),
      async (name, number) => {
        const sent = await sign(subject, bodyOf(0));
        const attack = await ATTACKS[name]?.(sent, subject, number);
        expect(await send(subject, sent)).toBe(200);
        expect(attack === undefined ? 0 : await send(subject, attack), name).toBe(401);
        subject.bench.clock.advance(61_000);
        expect(attack === undefined ? 0 : await send(subject, attack), name).toBe(401);
      },
    ),
    { numRuns: 60 },
  );

describe("P-087: a signed request is accepted as it was signed, once", () => {
  let sound: Subject;
  beforeAll(async () => {
    sound = await subjectOf();
  });
  afterAll(() => sound.bench.app.stop());

  it("holds for whatever is changed of it", () => holds(sound));

  it("of many copies at once one is accepted", async () => {
    const sent = await sign(sound, bodyOf(1));
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send(sound, sent)));
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
  });

  it("a restart forgets no number", async () => {
    const { mkdtempSync, rmSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const { join } = await import("node:path");
    const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-keys-"));
    const first = await startKeyBench({ dataDirectory });
    const { clock } = first;
    const made = await first.addKey(await first.addAccount(), { signing: "hmac-sha256" });
    await first.keys.useNonce(made.details.prefix, "a number used once", clock.now() + 600_000);
    await first.app.stop();
    const second = await startKeyBench({ dataDirectory, clock });
    const { useNonce } = second.keys;
    expect(await useNonce(made.details.prefix, "a number used once", clock.now())).toBe(false);
    expect(await useNonce(made.details.prefix, "another one", clock.now() + 1)).toBe(true);
    await second.app.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  const alterSigning =
    (
      change: (
        signing: ApiKeysService["keyAuthenticator"]["signing"],
      ) => Partial<ApiKeysService["keyAuthenticator"]["signing"]>,
    ) =>
    (keys: ApiKeysService): ApiKeysService => {
      const { keyAuthenticator } = keys;
      const { signing } = keyAuthenticator;
      return {
        ...keys,
        keyAuthenticator: { ...keyAuthenticator, signing: { ...signing, ...change(signing) } },
      };
    };

  it("fails without a memory of numbers used", async () => {
    const subject = await subjectOf(
      alterSigning(() => ({ useNonce: () => Promise.resolve(true) })),
    );
    await expect(holds(subject)).rejects.toThrow("send it again");
    await subject.bench.app.stop();
  });

  it("fails where requests are signed with the key that they carry", async () => {
    let sent = "";
    const subject = await subjectOf(
      alterSigning(() => ({
        keyOf: () => ({
          algorithm: "hmac-sha256",
          key: createSecretKey(Buffer.from(sent)),
        }),
      })),
    );
    sent = subject.made.key;
    const broken = {
      ...subject,
      made: { ...subject.made, signingSecret: Buffer.from(sent).toString("base64") },
    };
    await expect(holds(broken)).rejects.toThrow("sign with the key");
    await subject.bench.app.stop();
  });
});
