import { spawn, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../packages/plinth/src/core/index.ts";
import { createBucketTarget } from "../../packages/plinth/src/ops/backup/index.ts";
import { describeTarget } from "../../packages/plinth/src/ops/backup/targets/conformance.test-support.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { freePort } from "../support/free-port.ts";

// A real S3 API that is not ours: moto, as AWS's own libraries are tested with.
const isThere = spawnSync("moto_server", ["--help"]).status === 0;

if (!isThere) {
  announceSkipped("backups in a bucket", "moto_server is not installed");
}

describe.skipIf(!isThere)("backups in a bucket", () => {
  let server: ReturnType<typeof spawn>;
  let origin = "";
  let buckets = 0;
  const options = { region: "eu-central-1", accessKey: "test", secretKey: new Secret("testing") };

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    for (let tries = 0; tries < 150; tries += 1) {
      if (
        await fetch(origin).then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error("moto_server does not answer");
  });
  afterAll(() => {
    server.kill("SIGKILL");
  });

  const makeBucket = async () => {
    buckets += 1;
    const url = `${origin}/backups-${buckets}`;
    await fetch(url, {
      method: "PUT",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request",
      },
    });
    return createBucketTarget({ ...options, url: `${url}/folder` });
  };

  describeTarget("a bucket", makeBucket);

  it("BK-02: a large object goes in parts and comes back whole", async () => {
    const target = await makeBucket();
    const piece = Buffer.alloc(10 << 20, 7);
    const source = async function* source() {
      for (let count = 0; count < 4; count += 1) yield piece;
    };
    expect(await target.put("large.plb", source(), 4 * piece.length)).toMatchObject({
      bytes: 4 * piece.length,
    });
    let bytes = 0;
    for await (const part of target.get("large.plb")) bytes += part.length;
    expect(bytes).toBe(4 * piece.length);
  });

  it("P-060: a bucket that is not there, and one that does not answer, are faults in bounded time", async () => {
    const url = `${origin}/not-made`;
    await expect(createBucketTarget({ ...options, url }).list("")).rejects.toMatchObject({
      kind: "target",
    });
    const nobody = `http://127.0.0.1:${await freePort()}/bucket`;
    await expect(createBucketTarget({ ...options, url: nobody }).list("")).rejects.toMatchObject({
      kind: "target",
      message: expect.stringContaining("cannot be listed"),
    });
  });
});
