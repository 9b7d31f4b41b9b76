import { Buffer } from "node:buffer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readImageHeader } from "#services/images";
import {
  CANARY,
  makeExif,
  makePng,
  pngChunk,
} from "../../../services/images/images.test-support.ts";
import { type FileBench, startFileBench } from "../../../testing/kept-files.ts";

const AVATAR = "/api/v1/account/avatar";
let bench: FileBench;
beforeAll(async () => {
  bench = await startFileBench();
});
afterAll(() => bench.stop());

interface Told {
  readonly code?: string;
  readonly avatar?: { readonly id: string; readonly url: string; readonly type: string } | null;
}

const person = async () => {
  const account = await bench.identity.addAccount();
  const { tokens } = await bench.identity.addSession(account);
  const authorization = `Bearer ${tokens.accessToken}`;
  const send = async (method: string, body?: FormData) => {
    const init = { method, headers: { authorization }, ...(body === undefined ? {} : { body }) };
    const answer = await bench.identity.app.fetch(AVATAR, init);
    const text = await answer.text();
    return { status: answer.status, told: (text === "" ? {} : JSON.parse(text)) as Told };
  };
  const put = (bytes: Uint8Array, name = "me.png", type = "image/png") => {
    const form = new FormData();
    form.append("photo", new Blob([Uint8Array.from(bytes)], { type }), name);
    return send("PUT", form);
  };
  const bytesAt = async (path: string) => {
    const answer = await bench.identity.app.fetch(path, { headers: { authorization } });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return { account, send, put, bytesAt };
};

describe("UPL-04: profile pictures", () => {
  it("UPL-04: are made anew, without metadata, upright and small; the one before goes", async () => {
    const { account, send, put, bytesAt } = await person();
    expect(await send("GET")).toEqual({ status: 200, told: { avatar: null } });
    const photo = makePng({
      width: 640,
      height: 320,
      chunks: [pngChunk("eXIf", makeExif(6)), pngChunk("tEXt", Buffer.from(`Comment\0${CANARY}`))],
    });
    const first = await put(photo);
    expect([first.status, first.told.avatar?.type]).toEqual([200, "image/webp"]);
    const kept = await bytesAt(first.told.avatar?.url ?? "");
    expect(readImageHeader(kept.bytes)).toMatchObject({ width: 256, height: 512, orientation: 1 });
    expect(kept.bytes.includes("CANARY")).toBe(false);

    const second = await put(makePng({ width: 10, height: 10 }));
    expect((await bytesAt(first.told.avatar?.url ?? "")).status).toBe(404);
    expect((await send("GET")).told).toEqual(second.told);
    expect(await bench.files.readyOf(account.id, "avatar")).toHaveLength(1);
    expect((await send("DELETE")).status).toBe(204);
    expect((await send("DELETE")).status).toBe(204);
    expect((await send("GET")).told).toEqual({ avatar: null });
  });

  it("UPL-01, UPL-04: what is no picture, or a bomb, is refused, and what was there stays", async () => {
    const { account, send, put } = await person();
    const kept = await put(makePng({ width: 4, height: 4 }));
    const page = await put(Buffer.from("<html><script>alert(1)</script>"));
    expect([page.status >= 400 && page.status < 500, page.told.code]).toEqual([
      true,
      expect.stringMatching(/^FILE_/),
    ]);
    const claiming = (width: number, height: number) =>
      put(makePng({ width: 1, height: 1, claims: { width, height } }));
    // The route refuses what no picture needs to be, what is left is refused before it is decoded.
    expect((await claiming(50_000, 50_000)).told.code).toMatch(/^FILE_/);
    const bomb = await claiming(50_000, 10);
    expect([bomb.status, bomb.told.code]).toEqual([422, "IMAGE_REFUSED"]);
    const refusals = bench.identity.events.filter(
      ({ name, subject }) => name === "upload.refused" && subject === account.id,
    );
    expect(refusals.at(-1)?.data).toMatchObject({ rule: "image.side-too-long", field: "photo" });
    expect((await send("GET")).told).toEqual(kept.told);
  });
});
