import { createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { Secret } from "#core";
import { publicPemOf, readEd25519Pem, signaturePairOf } from "#crypto";
import { auditFile, lineOf, reportOf } from "./evidence.test-support.ts";
import { deploymentKeyOf, differencesOf, openReadiness, signReadiness } from "./sign.ts";
import { readinessHtml } from "./views/html.ts";
import { readinessMarkdown } from "./views/markdown.ts";

const ours = deploymentKeyOf(new Secret("kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP"));
const theirs = deploymentKeyOf(new Secret("pW5t_Ru8yQa2-SdF7gHj4kLz9XcV6bNm"));
const report = reportOf([auditFile([lineOf("nosniff")])]);
const signed = signReadiness(report, [{ name: "readiness.json", text: "{}" }], ours);

const edit = (change: (statement: Record<string, unknown>) => unknown): string => {
  const envelope = JSON.parse(signed);
  const statement = JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8"));
  const payload = Buffer.from(JSON.stringify(change(statement))).toString("base64");
  return JSON.stringify({ ...envelope, payload });
};

test("EVID-17: a statement is in-toto v1 in a DSSE envelope, and opens with the key alone", () => {
  const { payloadType, payload, signatures } = JSON.parse(signed);
  expect(payloadType).toBe("application/vnd.in-toto+json");
  expect(signatures).toHaveLength(1);
  const statement = JSON.parse(Buffer.from(payload, "base64").toString("utf8"));
  expect(statement._type).toBe("https://in-toto.io/Statement/v1");
  const pem = readEd25519Pem(publicPemOf(ours.verifying));
  const opened = openReadiness(signed, pem);
  expect(opened.report).toEqual(report);
  expect(opened.files.map(({ name }) => name)).toEqual(["readiness.json", "audit.json"]);
});

test("EVID-02: an edited statement, another key and another kind of signature are refused", () => {
  expect(() =>
    openReadiness(
      edit((one) => ({ ...one, predicate: {} })),
      ours.verifying,
    ),
  ).toThrow(/edited after it was signed/);
  expect(() => openReadiness(signed, theirs.verifying)).toThrow(
    /not signed by key [0-9a-f]{16} but by/,
  );
  const bare = JSON.stringify({ ...JSON.parse(signed), signatures: [] });
  expect(() => openReadiness(bare, ours.verifying)).toThrow(/by nobody/);
  for (const text of ["", "[]", "{}", '{"payload":1}', "null"]) {
    expect(() => openReadiness(text, ours.verifying), text).toThrow();
  }
});

test("EVID-17: the same seed gives the same key, as RFC 8032 has it (test 1)", () => {
  const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const { verifying } = signaturePairOf(createSecretKey(Buffer.from(seed, "hex")));
  const raw = verifying.key.export({ format: "jwk" }).x ?? "";
  expect(Buffer.from(raw, "base64url").toString("hex")).toBe(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  );
});

test("EVID-02: differences are named by where they are", () => {
  const edited = { ...report, verdict: { ...report.verdict, isReady: true }, skew: ["x"] };
  expect(differencesOf(report, edited)).toEqual([
    "/verdict/isReady: false was signed, true is there",
    '/skew/0: nothing was signed, "x" is there',
  ]);
  expect(differencesOf({ "a/b": [1] }, { "a/b": { 0: 1 } })).toEqual([
    '/a~1b: [1] was signed, {"0":1} is there',
  ]);
  expect(differencesOf([..."0123456789abcdefghijklmnop"], [])).toHaveLength(20);
});

test("TST-06: what a target wrote is neither markup nor a control character in any view", () => {
  const bad = '<script>alert(1)</script>\u001b[31m"|`](javascript:x)';
  const hostile = reportOf([
    auditFile([lineOf("nosniff", { verdict: "fail", measured: bad, claim: bad })]),
  ]);
  const [html, markdown] = [readinessHtml(hostile), readinessMarkdown(hostile)];
  for (const text of [html, markdown]) {
    expect(text).not.toContain("<script");
    expect(text).not.toContain("\u001b");
  }
  expect(markdown).not.toMatch(/[^\\]\]\(javascript/);
  expect(html).toContain("default-src 'none'");
});
