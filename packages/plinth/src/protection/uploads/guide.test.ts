import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "#http";
import { defineModule } from "#modules/contract";
import * as plinth from "../../index.ts";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import type { FileVerdict } from "./index.ts";
import { BOUNDARY, bytes, formOf, png, SAMPLES } from "./samples.test-support.ts";

const GUIDE = new URL("../../../../../docs/guide/uploads.md", import.meta.url);

interface Examples {
  readonly addPhoto: Route;
  readonly check: (name: string, bytes: Uint8Array) => Promise<FileVerdict>;
  readonly nameFor: (name: string, taken: readonly string[]) => string;
}

/** What the guide's programs export, run as they stand there. */
const readExamples = (): Examples => {
  const programs = [...readFileSync(GUIDE, "utf8").matchAll(/```ts\n([\s\S]*?)```/g)];
  const code = programs
    .map(([, program = ""]) => stripTypeScriptTypes(program))
    .join("\n")
    .replaceAll(/import (\{[^}]*\}) from "plinth";/g, "const $1 = plinth;")
    .replaceAll("export const", "const");
  return new Function("plinth", `${code}\nreturn { addPhoto, check, nameFor };`)(
    plinth,
  ) as Examples;
};

const examples = readExamples();
let identity: Identity;
let token: string;
beforeAll(async () => {
  const photos = defineModule({
    name: "photos",
    setup: () => ({}),
    routes: () => [examples.addPhoto],
  });
  identity = await startIdentity({ modules: [photos] });
  token = (await identity.addSession(await identity.addAccount())).tokens.accessToken;
});
afterAll(() => identity.app.stop());

const send = (
  fileName: string,
  authorization = `Bearer ${token}`,
  paper: Uint8Array = SAMPLES["application/pdf"],
): Promise<Response> =>
  identity.app.fetch("/api/v1/photos", {
    method: "POST",
    headers: {
      authorization,
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
    },
    body: new Uint8Array(
      formOf(
        { field: "title", data: "Sea" },
        { field: "photo", fileName, type: "image/png", data: png() },
        {
          field: "notes",
          fileName: "n.pdf",
          type: "application/pdf",
          data: paper,
        },
      ),
    ),
  });

/** Directories of this process below the data directory: made when the first file came. */
const incoming = (): readonly string[] =>
  readdirSync(join(identity.app.dataDirectory, "incoming"), { recursive: true }).map(String);

describe("the guide to files", () => {
  it("UPL-01: strangers send no file: nothing of theirs is written anywhere", async () => {
    const answer = await send("me.png", "Bearer nobody");
    expect([answer.status, answer.headers.get("connection")]).toEqual([401, "close"]);
    expect(incoming()).toEqual([]);
  });

  it("UPL-01: its route takes a photo, in an application as it is composed", async () => {
    const answer = await send("../me.png");
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { name: "Sea: me.png", bytes: png().length },
    ]);
    // The directory of this process stays; the files in it go with their request.
    while (incoming().length > 1) await new Promise((next) => setImmediate(next));
    expect(incoming()).toHaveLength(1);
  });

  it("UPL-03, VAL-16: a name that looks like an attack is logged, and made safe", async () => {
    const answer = await send("' or 'a'='a.png");
    expect(answer.status).toBe(200);
    expect(identity.events.at(-1)).toMatchObject({
      name: "inspection.logged",
      data: { field: "files.photo[]", class: "sqli" },
    });
    expect((await send("x.php.png")).status).toBe(415);
    expect(identity.events.at(-1)).toMatchObject({
      name: "upload.refused",
      data: { route: "/api/v1/photos", rule: "name.double-extension", field: "files.photo" },
    });
  });

  it("UPL-01: a PDF that acts is refused where the route does not say why", async () => {
    const acting = bytes("%PDF-1.7\n1 0 obj\n<< /S /JavaScript >>\nendobj\n%%EOF\n");
    const answer = await send("me.png", `Bearer ${token}`, acting);
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { code: "FILE_REFUSED", details: [{ field: "files.notes", rule: "pdf.active" }] },
    ]);
  });

  it("UPL-01, UPL-03: the validator and the names work by themselves", async () => {
    expect(await examples.check("me.png", png())).toMatchObject({ valid: true, type: "image/png" });
    expect(await examples.check("me.png", bytes("<html>"))).toMatchObject({ rule: "type.content" });
    expect(examples.nameFor("CON.txt", ["_con.TXT"])).toBe("_CON (2).txt");
  });

  it("ERR-02: every code that it names is in the catalogue", () => {
    const named = readFileSync(GUIDE, "utf8").match(/`(?:[A-Z]+_)+[A-Z]+`/g) ?? [];
    for (const code of named) {
      expect(plinth.platformErrors.catalogue).toHaveProperty(code.replaceAll("`", ""));
    }
  });
});
