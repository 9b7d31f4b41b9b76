import { describe, expect, it } from "vitest";
import { Secret } from "#core";
import { createKeyring, createSealer, createSecureRandom } from "#crypto";
import { Type } from "#vendor/typebox";
import { HopelessJob } from "./contract.ts";
import { createPayloads, defineJob } from "./define.ts";
import { contextOf, originFields, originOf } from "./rows.ts";

const sealerOf = (text: string) => {
  const key = createKeyring(new Secret(text)).derive("job-payloads");
  return createSealer({ key, random: createSecureRandom() });
};
const payload = Type.Object({ link: Type.String() });
const secret = defineJob({ name: "secret", payload, isSecret: true });
const other = defineJob({ name: "other", payload, isSecret: true });
const link = "https://example.org/#token=abc";

describe("payloads of secret kinds", () => {
  const payloads = createPayloads(sealerOf("one secret of this file and of nothing else"));
  const text = payloads.textOf(secret, "1", { link });

  it("PRIV-06: are kept sealed, and open in their own row only", () => {
    expect(text).not.toContain("token");
    expect(payloads.read(secret, { id: "1", payload: text })).toEqual({ link });
    const elsewhere = [
      () => payloads.read(secret, { id: "2", payload: text }),
      () => payloads.read(other, { id: "1", payload: text }),
      () => payloads.read(secret, { id: "1", payload: JSON.stringify({ link }) }),
      () => payloads.read(secret, { id: "1", payload: "null" }),
    ];
    for (const read of elsewhere) expect(read).toThrow(HopelessJob);
  });

  it("PRIV-06: do not open with another key, and are refused where nothing seals", () => {
    const changed = createPayloads(sealerOf("another secret of this file and of nothing else"));
    expect(() => changed.read(secret, { id: "1", payload: text })).toThrow(HopelessJob);
    expect(() => createPayloads(undefined).textOf(secret, "1", { link })).toThrow(TypeError);
  });
});

describe("where a job comes from", () => {
  it("P-106: is kept, and told in log lines", () => {
    const traceparent = `00-${"0af7651916cd43dd8448eb211c80319c"}-b7ad6b7169203331-01`;
    const origin = { requestId: "r", traceparent };
    expect(originOf({ context: contextOf(origin) })).toEqual(origin);
    expect(originFields(origin)).toEqual({
      requestId: "r",
      traceId: "0af7651916cd43dd8448eb211c80319c",
    });
    expect(contextOf({})).toBeNull();
    expect(originFields(originOf({ context: null }))).toEqual({});
    expect(originFields({ traceparent: "nonsense" })).toEqual({});
  });
});
