import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnyModule } from "#app";
import * as plinth from "../../../index.ts";
import { SAMPLES } from "../../../protection/uploads/samples.test-support.ts";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { fileErrors } from "../errors.ts";

const GUIDE = new URL("../../../../../../docs/guide/kept-files.md", import.meta.url);
const text = readFileSync(GUIDE, "utf8");

/** What the guide's program exports, run as it stands there. */
const readLetters = (): AnyModule => {
  const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const code = stripTypeScriptTypes(program)
    .replaceAll(/import (\{[^}]*\}) from "plinth";/g, "const $1 = plinth;")
    .replaceAll("export const", "const");
  return new Function("plinth", `${code}\nreturn letters;`)(plinth) as AnyModule;
};

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({ modules: [readLetters()] });
});
afterAll(() => identity.app.stop());

describe("the guide to kept files", () => {
  it("UPL-03: its module keeps a letter and gives it to its owner alone", async () => {
    const { tokens } = await identity.addSession(await identity.addAccount());
    const headers = { authorization: `Bearer ${tokens.accessToken}` };
    const body = new FormData();
    const pdf = Uint8Array.from(SAMPLES["application/pdf"]);
    body.append("letter", new Blob([pdf], { type: "application/pdf" }), "Liebe Ümit.pdf");
    const sent = await identity.app.fetch("/api/v1/letters", { method: "POST", headers, body });
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as { id: string };
    const given = await identity.app.fetch(`/api/v1/files/${id}`, { headers });
    expect(new Uint8Array(await given.arrayBuffer())).toEqual(pdf);
    expect(given.headers.get("content-disposition")).toContain(
      "filename*=UTF-8''Liebe%20%C3%9Cmit",
    );
    const refused = await identity.app.fetch(`/api/v1/files/${id}`);
    await refused.text();
    expect(refused.status).toBe(404);
  });

  it("ERR-02, CFG-01: the codes and variables that it names are there", () => {
    const named = [...text.matchAll(/`(?:503 |422 )?((?:[A-Z]+_)+[A-Z]+)`/g)].map(([, one]) => one);
    const variables = ["FILES_DIRECTORY", "FILES_ORIGIN", "FILE_SCAN", "CLAMAV_ADDRESS"].filter(
      (name) => identity.app.config.effective.some((one) => one.name === name),
    );
    const known = [...Object.keys(fileErrors.catalogue), ...variables];
    expect(named.filter((name) => !known.includes(name ?? ""))).toEqual([]);
  });
});
