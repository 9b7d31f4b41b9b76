import { expect, it } from "vitest";
import { loadConfig } from "../../load-config.ts";

const load = (url: string) =>
  loadConfig({
    env: {
      PLINTH_ENV: "test",
      BACKUP_S3_URL: url,
      BACKUP_S3_ACCESS_KEY: "somebody",
      BACKUP_S3_SECRET_KEY: "a".repeat(40),
    },
  });

it.each([
  ["https://s3.example.org/bucket", true],
  ["https://s3.example.org/bucket/", true],
  ["https://s3.example.org/my.bucket-1/a/b_c/", true],
  [`https://s3.example.org/${"b".repeat(63)}`, true],
  [`https://s3.example.org/${"b".repeat(64)}`, false],
  ["https://s3.example.org/", false],
  ["https://s3.example.org/b1", false],
  ["https://s3.example.org/Bucket", false],
  ["https://s3.example.org/bucket-", false],
  ["https://s3.example.org/bucket//a", false],
  ["https://s3.example.org/bucket/a b", false],
  ["https://s3.example.org/bucket/?x=1", false],
])("CFG-01, BK-04: %s as a bucket: %s", (url, isOne) => {
  if (isOne) expect(() => load(url)).not.toThrow();
  else expect(() => load(url)).toThrow("must be an address of a bucket");
});
