import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignedFetch, createSigningKeyPair, signRequest } from "#client";
import { readSigningSecret, signText } from "#crypto";
import type { AccountRow } from "#modules/accounts";
import type { CreatedKey } from "#modules/api-keys";
import { createSignatureBase, createSignatureInput, fromBase64, signatureText } from "#signatures";
import { type KeyBench, startKeyBench } from "../../../testing/key-bench.ts";

const PATH = "/api/v1/payments";
const BODY = '{"amount":5}';
const JSON_TYPE = { "content-type": "application/json" };

let bench: KeyBench;
let account: AccountRow;
let made: CreatedKey;
beforeAll(async () => {
  bench = await startKeyBench();
  account = await bench.addAccount();
  made = await bench.addKey(account, { signing: "hmac-sha256" });
});
afterAll(() => bench.app.stop());

const urlOf = (path = PATH): string => `${bench.app.localUrl}${path}`;
const signingKey = (from: CreatedKey = made) => ({
  keyId: from.key,
  algorithm: "hmac-sha256" as const,
  secret: from.signingSecret ?? "",
});
const now = () => bench.clock.now();
const signed = (
  change: { method?: string; url?: string; body?: string | undefined; now?: number } = {},
  key = signingKey(),
) =>
  signRequest(
    {
      method: change.method ?? "POST",
      url: change.url ?? urlOf(),
      body: "body" in change ? change.body : BODY,
    },
    key,
    { now: change.now ?? now() },
  );
const send = (headers: Readonly<Record<string, string>>, init: RequestInit = {}, path = PATH) =>
  bench.app.fetch(path, {
    method: "POST",
    body: BODY,
    ...init,
    headers: { authorization: `Bearer ${made.key}`, ...JSON_TYPE, ...headers },
  });
/** What a refusal shows, apart from ids and times. */
const shown = async (answer: Response) => {
  const { requestId, timestamp, instance, ...body } = (await answer.json()) as Record<
    string,
    unknown
  >;
  return { status: answer.status, body, said: requestId !== timestamp && instance !== undefined };
};

describe("a signed route", () => {
  it("KEY-03: takes what its caller signed, once", async () => {
    const headers = await signed();
    const first = await send(headers);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ userId: account.id, method: "api-key" });
    expect((await send(headers)).status).toBe(401);
    expect((await send(await signed())).status).toBe(200);
  });

  it("KEY-03: takes signatures up to 300 seconds old or early, and none beyond", async () => {
    const statuses: number[] = [];
    for (const offset of [-301_000, -300_000, 0, 300_000, 301_000]) {
      statuses.push((await send(await signed({ now: now() + offset }))).status);
    }
    expect(statuses).toEqual([401, 200, 200, 200, 401]);
  });

  it("KEY-03: needs no digest where there is no body", async () => {
    const headers = await signed({ method: "DELETE", body: undefined });
    expect(headers["Content-Digest"]).toBeUndefined();
    const answer = await bench.app.fetch(PATH, {
      method: "DELETE",
      headers: { authorization: `Bearer ${made.key}`, ...headers },
    });
    expect(answer.status).toBe(200);
  });

  it("KEY-03: a session needs no signature: it was not stolen from a file", async () => {
    const person = await bench.asPerson(account);
    expect((await send(person)).status).toBe(200);
  });

  it("KEY-03: every fault gets one and the same answer", async () => {
    const other = await bench.addKey(account, { signing: "hmac-sha256" });
    const replayed = await signed();
    await send(replayed);
    const good = await signed();
    const later = '"@method" "@target-uri" "content-digest"';
    const faults: Readonly<
      Record<string, readonly [Record<string, string>, RequestInit?, string?]>
    > = {
      unsigned: [{}],
      "signature without announcement": [{ Signature: good["Signature"] ?? "" }],
      "announcement without signature": [{ "Signature-Input": good["Signature-Input"] ?? "" }],
      "another body": [await signed(), { body: '{"amount":6}' }],
      "another body, its digest made anew": [
        {
          ...(await signed()),
          "Content-Digest": (await signed({ body: '{"amount":6}' }))["Content-Digest"] ?? "",
        },
        { body: '{"amount":6}' },
      ],
      "another query": [await signed(), {}, `${PATH}?a=1`],
      "another method": [await signed({ method: "PUT" })],
      "another host": [await signed({ url: `http://elsewhere.example${PATH}` })],
      "too old": [await signed({ now: now() - 301_000 })],
      "too far ahead": [await signed({ now: now() + 301_000 })],
      "used before": [replayed],
      "the secret of another key": [await signed({}, { ...signingKey(other), keyId: made.key })],
      "the id of another key": [await signed({}, signingKey(other))],
      "the bearer key as secret": [await signed({}, { ...signingKey(), secret: btoa(made.key) })],
      "nothing covered": [
        { ...good, "Signature-Input": (good["Signature-Input"] ?? "").replace(later, "") },
      ],
      "an open list": [{ ...good, "Signature-Input": 'sig=("@method"' }],
      "a signature that is text": [{ ...good, Signature: "sig=abc" }],
      "two signatures of one key": [
        {
          ...good,
          "Signature-Input": `${good["Signature-Input"]}, b${good["Signature-Input"]}`,
        },
      ],
      "another algorithm": [
        {
          ...good,
          "Signature-Input": (good["Signature-Input"] ?? "").replace("hmac-sha256", "none"),
        },
      ],
    };
    const answers = new Map<string, unknown>();
    for (const [name, [headers, init, path]] of Object.entries(faults)) {
      answers.set(name, await shown(await send(headers, init, path)));
    }
    const wanted = {
      status: 401,
      said: true,
      body: {
        type: expect.stringContaining("SIGNATURE_INVALID"),
        title: "The request needs a valid signature",
        status: 401,
        detail: "The request needs a valid signature",
        code: "SIGNATURE_INVALID",
        details: [],
        documentationUrl: expect.any(String),
      },
    };
    for (const [name, answer] of answers) expect(answer, name).toEqual(wanted);
    expect(new Set([...answers.values()].map((one) => JSON.stringify(one))).size).toBe(1);
    // None of these used a number up, or kept the good one from being accepted.
    expect((await send(good)).status).toBe(200);
    const answer = await send({});
    expect(answer.headers.get("accept-signature")).toContain('"@target-uri"');
  });

  it("KEY-03: refused signatures are counted by reason and announced, without secrets", async () => {
    const before = bench.events.length;
    await send({});
    await send(await signed(), { body: '{"amount":7}' });
    const heard = bench.events.slice(before).filter(({ name }) => name === "signature.refused");
    expect(heard.map(({ data }) => data?.["reason"])).toEqual(["missing", "digest"]);
    expect(JSON.stringify(heard)).not.toContain(made.key);
    expect(bench.app.metrics.render()).toMatch(/signature_refusals_total\{reason="digest"\} \d/);
  });

  it("KEY-03: a key without anything to sign with is refused, and so is one that ended", async () => {
    const plain = await bench.addKey(account);
    const answer = await send({
      ...(await signed({}, { ...signingKey(), keyId: plain.key })),
      authorization: `Bearer ${plain.key}`,
    });
    expect(await shown(answer)).toMatchObject({ status: 401, body: { code: "SIGNATURE_INVALID" } });
    const ending = await bench.addKey(account, { signing: "hmac-sha256" });
    const headers = {
      ...(await signed({}, signingKey(ending))),
      authorization: `Bearer ${ending.key}`,
    };
    await bench.keys.revoke(account.id, ending.details.id);
    expect(await shown(await send(headers))).toMatchObject({
      status: 401,
      body: { code: "AUTHENTICATION_ERROR" },
    });
  });

  it("KEY-03: expires is honoured", async () => {
    const clockNow = Math.floor(now() / 1_000);
    const at = async (expires: number) => {
      const input = createSignatureInput("s", ["@method", "@target-uri"], {
        created: clockNow - 10,
        expires,
        nonce: `number-used-once-${expires}`,
        keyid: made.details.prefix,
      });
      const message = { method: "DELETE", targetUri: urlOf(), header: () => undefined };
      const key = readSigningSecret(fromBase64(made.signingSecret ?? ""));
      const signature = signText(key, createSignatureBase(message, input));
      return bench.app.fetch(PATH, {
        method: "DELETE",
        headers: {
          authorization: `Bearer ${made.key}`,
          "signature-input": `s=${input.text}`,
          signature: signatureText("s", signature),
        },
      });
    };
    expect((await at(clockNow + 60)).status).toBe(200);
    expect((await at(clockNow)).status).toBe(401);
    expect((await at(clockNow - 20)).status).toBe(401);
  });
});

describe("keys that sign", () => {
  it("KEY-03: Ed25519: the owner keeps the private key; rotation keeps or replaces the public one", async () => {
    const pair = await createSigningKeyPair();
    const key = await bench.addKey(account, { signing: "ed25519", publicKey: pair.publicKey });
    expect(key.signingSecret).toBeNull();
    const call = createSignedFetch({
      apiKey: key.key,
      signing: { algorithm: "ed25519", secret: pair.privateKey },
      now,
    });
    const answer = await call(urlOf(), { method: "POST", body: BODY, headers: JSON_TYPE });
    expect(answer.status).toBe(200);
    const owner = {
      userId: account.id,
      role: "user",
      permissions: [],
      lacksSecondFactor: false,
      assurance: 1,
    } as const;
    const next = await bench.keys.rotate(owner, key.details.id, {});
    expect(next.details.signing).toBe("ed25519");
    const again = createSignedFetch({
      apiKey: next.key,
      signing: { algorithm: "ed25519", secret: pair.privateKey },
      now,
    });
    expect((await again(urlOf(), { method: "DELETE" })).status).toBe(200);
  });

  it("KEY-03: rotation of a shared secret makes a new one", async () => {
    const key = await bench.addKey(account, { signing: "hmac-sha256" });
    const owner = {
      userId: account.id,
      role: "user",
      permissions: [],
      lacksSecondFactor: false,
      assurance: 1,
    } as const;
    const next = await bench.keys.rotate(owner, key.details.id, { overlapHours: 0 });
    expect(next.signingSecret).not.toBeNull();
    expect(next.signingSecret).not.toBe(key.signingSecret);
  });

  it("KEY-03: a body that cannot be digested, and secrets that are none, are refused in words", async () => {
    const call = createSignedFetch({ apiKey: made.key, signing: signingKey() });
    const stream = new ReadableStream();
    await expect(call(urlOf(), { method: "POST", body: stream })).rejects.toThrow(
      "text and Uint8Array",
    );
    await expect(signed({}, { ...signingKey(), secret: "ü" })).rejects.toThrow("base64");
    await expect(signed({}, { ...signingKey(), keyId: "me" })).rejects.toThrow("API key");
    await expect(
      signRequest({ method: "GET", url: urlOf() }, { ...signingKey(), algorithm: "ed25519" }),
    ).rejects.toThrow("no key for ed25519");
  });
});
