import { describe, expect, it } from "vitest";
import { digestOf, isSignatureOf, signText } from "#crypto";
import {
  contentDigest,
  createSignatureBase,
  createSignatureInput,
  fitsContentDigest,
  parseSignatureInput,
  parseSignatures,
  SignatureFault,
  type SignedMessage,
  signatureText,
} from "./index.ts";
import { messageOf, TEST_ED25519, TEST_REQUEST, VECTORS } from "./rfc9421.test-support.ts";

const inputOf = (text: string) => {
  const [input] = parseSignatureInput(text);
  if (input === undefined) throw new Error("no signature is announced");
  return input;
};
const verifies = (message: SignedMessage, vector: (typeof VECTORS)[number]): boolean => {
  const input = inputOf(vector.input);
  const signature = parseSignatures(vector.signature).get(input.label) ?? new Uint8Array();
  return isSignatureOf(vector.keys.verify, createSignatureBase(message, input), signature);
};

describe("RFC 9421 appendix B", () => {
  it.each(VECTORS)("P-087: the base of $name is the published one", ({ message, input, base }) => {
    expect(createSignatureBase(message, inputOf(input))).toBe(base);
  });

  it.each(VECTORS)("P-087: the published signature of $name is right", (vector) => {
    expect(verifies(vector.message, vector)).toBe(true);
  });

  it.each(VECTORS)("P-087: signing again gives the published signature of $name", (vector) => {
    const { label, text } = inputOf(vector.input);
    const signature = signText(vector.keys.sign, vector.base);
    expect(signatureText(label, signature)).toBe(vector.signature);
    expect(`${label}=${text}`).toBe(vector.input);
  });

  it("KEY-03: an announcement is written in the order in which it is given", () => {
    const input = createSignatureInput("sig-b25", ["date", "@authority", "content-type"], {
      created: 1618884473,
      keyid: "test-shared-secret",
    });
    expect(`sig-b25=${input.text}`).toBe(VECTORS[0].input);
  });
});

describe("RFC 9421 appendix B.4: what a proxy may do to a request, and what not", () => {
  const transform = VECTORS[2];
  const rebuilt = (
    change: { method?: string; uri?: string; accept?: readonly string[] } = {},
  ): SignedMessage =>
    messageOf(
      change.method ?? "GET",
      change.uri ?? "https://example.org/demo?name1=Value1&Name2=value2",
      (change.accept ?? ["application/json", "*/*"]).map((value) => ["accept", value] as const),
    );

  it("accepts another query, other headers, and fields joined into one", () => {
    const uri = "https://example.org/demo?name1=Value1&Name2=value2&param=added";
    expect(verifies(rebuilt({ uri }), transform)).toBe(true);
    expect(verifies(rebuilt({ accept: ["application/json, */*"] }), transform)).toBe(true);
    expect(verifies(rebuilt({ accept: [" application/json ", "\t*/*"] }), transform)).toBe(true);
  });

  it("refuses another method, authority, or order of values", () => {
    expect(verifies(rebuilt({ method: "POST" }), transform)).toBe(false);
    expect(verifies(rebuilt({ uri: "https://example.com/demo" }), transform)).toBe(false);
    expect(verifies(rebuilt({ accept: ["*/*", "application/json"] }), transform)).toBe(false);
  });
});

describe("components", () => {
  const value = (name: string, message: SignedMessage): string =>
    createSignatureBase(message, { components: [name], text: "()" }).split("\n")[0] ?? "";
  const at = (uri: string) => messageOf("GET", uri, []);

  it("RFC 9421 section 2.2: derives what the RFC's examples show", () => {
    const path = at("https://www.example.com/path?param=value");
    expect(value("@target-uri", path)).toBe(
      '"@target-uri": https://www.example.com/path?param=value',
    );
    expect(value("@authority", path)).toBe('"@authority": www.example.com');
    expect(value("@path", path)).toBe('"@path": /path');
    expect(value("@query", at("https://www.example.com/path?queryString"))).toBe(
      '"@query": ?queryString',
    );
    expect(value("@query", at("https://www.example.com/path?"))).toBe('"@query": ?');
    expect(value("@query", at("https://www.example.com/path"))).toBe('"@query": ?');
    expect(value("@path", at("https://www.example.com"))).toBe('"@path": /');
  });

  it("RFC 9110 section 4.2.3: host has no case, the default port goes without saying", () => {
    expect(value("@authority", at("HTTPS://Example.COM:443/A"))).toBe('"@authority": example.com');
    expect(value("@authority", at("http://example.com:443/"))).toBe(
      '"@authority": example.com:443',
    );
    expect(value("@target-uri", at("HTTP://Example.COM:80"))).toBe(
      '"@target-uri": http://example.com/',
    );
  });

  it("KEY-03: refuses what cannot be covered without doubt", () => {
    const odd = messageOf("GET", "https://example.com/", [["x-odd", "a\nb"]]);
    for (const name of ["@status", "@query-param", "@signature-params", "Date", "x y", ""]) {
      expect(() => value(name, TEST_REQUEST), name).toThrow(SignatureFault);
    }
    expect(() => value("x-absent", TEST_REQUEST)).toThrow("x-absent is not there");
    expect(() => value("x-odd", odd)).toThrow("not printable ASCII");
    expect(() => value("@authority", at("https://user@example.com/"))).toThrow(SignatureFault);
    expect(() => value("@path", at("/path"))).toThrow(SignatureFault);
  });
});

describe("announcements", () => {
  it.each([
    ["a component twice", 's=("date" "date")'],
    ["a component parameter", 's=("date";req)'],
    ["a component that is a token", "s=(date)"],
    ["a parameter nobody knows", 's=("date");made=5'],
    ["a time in quotes", 's=("date");created="5"'],
    ["a time with a fraction", 's=("date");created=5.5'],
    ["a key id that is a token", 's=("date");keyid=abc'],
    ["a parameter twice", 's=("date");created=5;created=6'],
    ["a label twice", 's=("date"), s=("date")'],
    ["no list", 's="date"'],
    ["an open list", 's=("date"'],
    ["a comma at the end", 's=("date"),'],
    ["more than the bounds", `s=(${Array.from({ length: 40 }, (_, i) => `"h${i}"`).join(" ")})`],
    ["too long a text", `s=("${"x".repeat(9_000)}")`],
  ])("KEY-03: refuses %s", (_, text) => {
    expect(() => parseSignatureInput(text)).toThrow(SignatureFault);
  });

  it.each(["s=5", "s", "s=:AA=:", "s=:AB==:", "s=:A A=:", "s=(:AAAA:)", "s=:AAAA:;a"])(
    "KEY-03: %s is no signature",
    (text) => {
      expect(() => parseSignatures(text)).toThrow(SignatureFault);
    },
  );
});

describe("RFC 9530", () => {
  const hash = (text: string) => (algorithm: "sha-256" | "sha-512") =>
    digestOf(algorithm, Buffer.from(text));
  const SHA_256 = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
  const SHA_512 = TEST_REQUEST.header("content-digest")?.[0] ?? "";

  it("the digests that the RFCs publish are ours", () => {
    const content = '{"hello": "world"}';
    expect(contentDigest("sha-256", hash(content)("sha-256"))).toBe(SHA_256);
    expect(contentDigest("sha-512", hash(content)("sha-512"))).toBe(SHA_512);
    // RFC 9530 appendix B.1: with a line feed at the end.
    expect(contentDigest("sha-256", hash(`${content}\n`)("sha-256"))).toBe(
      "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
    );
  });

  it("KEY-03: one right digest is enough, one wrong digest is too much", () => {
    const content = '{"hello": "world"}';
    const fits = (text: string) => fitsContentDigest(text, hash(content));
    expect(fits(SHA_256)).toBe(true);
    expect(fits(`${SHA_256}, ${SHA_512}`)).toBe(true);
    expect(fits(`md5=:AAAA:, ${SHA_256}`)).toBe(true);
    expect(fits("md5=:AAAA:")).toBe(false);
    expect(fits("")).toBe(false);
    expect(fits(`${SHA_256}, sha-512=:AAAA:`)).toBe(false);
    expect(fitsContentDigest(SHA_256, hash(`${content} `))).toBe(false);
    expect(() => fits("sha-256=5")).toThrow(SignatureFault);
  });
});

it("P-087: a signature of one key is none of another, nor of another algorithm", () => {
  const [hmac, ed] = VECTORS;
  const signature = signText(hmac.keys.sign, hmac.base);
  expect(isSignatureOf(TEST_ED25519.verify, hmac.base, signature)).toBe(false);
  expect(isSignatureOf(hmac.keys.verify, ed.base, signText(TEST_ED25519.sign, ed.base))).toBe(
    false,
  );
  expect(isSignatureOf(hmac.keys.verify, hmac.base, signature.subarray(1))).toBe(false);
});
