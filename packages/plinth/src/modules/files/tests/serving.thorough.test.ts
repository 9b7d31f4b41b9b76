import { Buffer } from "node:buffer";
import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePng } from "../../../services/images/images.test-support.ts";
import { type FileBench, startFileBench } from "../../../testing/kept-files.ts";
import { attachment } from "../content-disposition.ts";

let bench: FileBench;
beforeAll(async () => {
  bench = await startFileBench();
});
afterAll(() => bench.stop());

const PNG = makePng({ width: 4, height: 4 });

describe("UPL-03: files are given out as downloads that run nothing", () => {
  it("UPL-03: to their owner, with every header that keeps a browser from taking them for a page", async () => {
    const { options, ask } = await bench.person();
    const file = await bench.files.keep(bench.incoming(PNG), options);
    const answer = await ask("GET", `/api/v1/files/${file.id}`);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(PNG.length),
      "content-disposition":
        "attachment; filename=\"_nder _the_ tree.png\"; filename*=UTF-8''%C3%9Cnder%20%E2%80%9Ethe%E2%80%9C%20tree.png",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, max-age=300",
      "accept-ranges": "none",
    });
    expect(answer.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it("UPL-03: to nobody else, who is told the same as of a file that never was", async () => {
    const owner = await bench.person();
    const file = await bench.files.keep(bench.incoming(PNG), owner.options);
    const stranger = await bench.person();
    const unknown = "01890000-0000-7000-8000-000000000000";
    const tellOf = async (answer: Response) => {
      const { code, title, detail } = (await answer.json()) as Record<string, string>;
      return { status: answer.status, code, title, detail };
    };
    const foreign = await tellOf(await stranger.ask("GET", `/api/v1/files/${file.id}`));
    expect(foreign.status).toBe(404);
    expect(foreign).toEqual(await tellOf(await stranger.ask("GET", `/api/v1/files/${unknown}`)));
    expect((await bench.identity.send("GET", `/api/v1/files/${file.id}`)).status).toBe(404);
    const poster = { ...owner.options, purpose: "poster" };
    const shown = await bench.files.keep(bench.incoming(PNG), poster);
    expect((await bench.identity.send("GET", `/api/v1/files/${shown.id}`)).status).toBe(200);
  });

  it("answers HEAD without bytes, and 304 to whoever has it", async () => {
    const { account, options, ask } = await bench.person();
    const file = await bench.files.keep(bench.incoming(PNG), options);
    const head = await ask("HEAD", `/api/v1/files/${file.id}`);
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(PNG.length)]);
    const etag = head.headers.get("etag") ?? "";
    const { tokens } = await bench.identity.addSession(account);
    const headers = {
      authorization: `Bearer ${tokens.accessToken}`,
      "if-none-match": `"x", W/${etag}`,
    };
    const again = await bench.identity.send("GET", `/api/v1/files/${file.id}`, undefined, headers);
    expect([again.status, again.headers.get("etag")]).toEqual([304, etag]);
  });

  it("UPL-03, P-099: any name makes one value of visible ASCII that nothing breaks out of", () => {
    const extended =
      /^attachment; filename="[A-Za-z0-9 ._-]*"(; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]*)?$/;
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
        const value = attachment(name);
        const encoded = /UTF-8''(.*)$/.exec(value)?.[1];
        const isSame = encoded === undefined || decodeURIComponent(encoded) === name.toWellFormed();
        return extended.test(value) && isSame;
      }),
    );
    expect(attachment('a"\r\nSet-Cookie: x=1.png')).toContain('filename="a___Set-Cookie_ x_1.png"');
  });
});

describe("UPL-03: an origin that serves files and nothing else", () => {
  const HOST = "files.example.test";
  let apart: FileBench;
  beforeAll(async () => {
    apart = await startFileBench({ env: { FILES_ORIGIN: `http://${HOST}` } });
  });
  afterAll(() => apart.stop());

  const onHost = (
    path: string,
    host = HOST,
  ): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> =>
    new Promise((resolve, reject) => {
      const url = new URL(path, apart.identity.app.localUrl);
      request(url, { headers: { host } }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      })
        .on("error", reject)
        .end();
    });

  it("UPL-03: the application sends its owner there, by a link that ends and fits no other file", async () => {
    const { options, ask } = await apart.person();
    const file = await apart.files.keep(apart.incoming(PNG), options);
    const other = await apart.files.keep(apart.incoming(PNG), options);
    const sent = await ask("GET", `/api/v1/files/${file.id}`);
    expect(sent.status).toBe(302);
    const link = new URL(sent.headers.get("location") ?? "");
    expect(link.origin).toBe(`http://${HOST}`);
    const given = await onHost(link.pathname + link.search);
    expect([given.status, given.headers["cross-origin-resource-policy"]]).toEqual([
      200,
      "cross-origin",
    ]);
    expect((await onHost(link.pathname)).status).toBe(404);
    expect((await onHost(`/api/v1/files/${other.id}${link.search}`)).status).toBe(404);
    apart.identity.clock.advance(31 * 60_000);
    expect((await onHost(link.pathname + link.search)).status).toBe(404);
  });

  it("UPL-03: nothing else answers there, whatever the case of its name", async () => {
    for (const path of ["/", "/api/v1/account/avatar", "/api/v1/auth/me", "/nothing"]) {
      expect((await onHost(path)).status, path).toBe(404);
      expect((await onHost(path, HOST.toUpperCase())).status, path).toBe(404);
    }
    expect((await onHost("/api/v1/auth/me", "localhost")).status).toBe(401);
  });
});
