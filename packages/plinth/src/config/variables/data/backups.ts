import { resolve } from "node:path";
import { Secret } from "#core";
import type { BackupConfig, Profile } from "../../config.ts";
import { directoryPath, plainText, secretText, visibleText } from "../../parsers/plain.ts";
import { keySecret } from "../../secrets/strength.ts";
import { defineVariables, type ValuesOf, type ValueType } from "../variable.ts";

const EXAMPLE = "https://s3.eu-central-1.amazonaws.com/bucket/folder";

const BUCKET = /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/;
const FOLDER = /^[A-Za-z0-9._-]+$/;

const isBucketPath = (path: string): boolean => {
  const [bucket = "", ...folders] = path.slice(1).replace(/\/$/, "").split("/");
  const isNamed = bucket.length >= 3 && bucket.length <= 63 && BUCKET.test(bucket);
  return isNamed && folders.every((folder) => FOLDER.test(folder));
};

/** Where an S3-compatible store keeps objects: endpoint, bucket, and a folder if there is one. */
const bucketAddress: ValueType<string> = {
  words: `address of a bucket such as ${EXAMPLE}`,
  parse: (text, profile) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isExposed = profile === "staging" || profile === "production";
    const isBucket =
      url !== undefined &&
      (url.protocol === "https:" || (url.protocol === "http:" && !isExposed)) &&
      url.username === "" &&
      url.search === "" &&
      url.hash === "" &&
      isBucketPath(url.pathname);
    return isBucket
      ? { value: text.replace(/\/$/, "") }
      : { fault: `must be an address of a bucket such as ${EXAMPLE}, without a key in it` };
  },
};

/** Where backups go, and what they are encrypted with. */
export const BACKUP_VARIABLES = defineVariables({
  BACKUP_DIRECTORY: {
    type: directoryPath("path, or off"),
    description:
      "The directory that backups are written to, better on another disk; off for no backups.",
    whenAbsent: "a directory beside the data directory, named after it; off in test",
  },
  BACKUP_KEY: {
    type: keySecret,
    description:
      "Key that backups are encrypted with. Without it no backup opens: keep it where a loss of this machine does not reach it.",
    whenAbsent: "derived from SECRET_KEY, without which no backup opens then",
    isSecret: true,
  },
  BACKUP_COPY_TO: {
    type: directoryPath(),
    description: "A second directory that backups are copied to, on another machine's disk.",
    whenAbsent: "backups are copied to no second directory",
  },
  BACKUP_S3_URL: {
    type: bucketAddress,
    description: "A bucket of an S3-compatible store that backups are copied to.",
    whenAbsent: "backups are copied to no bucket",
  },
  BACKUP_S3_REGION: {
    type: visibleText("region", 60),
    description: "Region that calls to the bucket are signed for.",
    defaults: "us-east-1",
  },
  BACKUP_S3_ACCESS_KEY: {
    type: visibleText("access key", 200),
    description: "Name of the key that calls to the bucket are signed with.",
    whenAbsent: "needed with BACKUP_S3_URL",
  },
  BACKUP_S3_SECRET_KEY: {
    type: secretText("secret key"),
    description: "The key that calls to the bucket are signed with.",
    whenAbsent: "needed with BACKUP_S3_URL",
    isSecret: true,
  },
  BACKUP_POSTGRES_DATA: {
    type: plainText("path"),
    description:
      "Data directory of the PostgreSQL server of DATABASE_URL, where it runs on this machine: pgBackRest then backs it up with its log.",
    whenAbsent: "the rows of a PostgreSQL database are dumped once a day, and no log is followed",
  },
  BACKUP_POSTGRES_USER: {
    type: visibleText("role", 63),
    description:
      "Role that pgBackRest connects to the server's local socket as; it must be allowed to make backups.",
    whenAbsent: "the role of DATABASE_URL",
  },
});

type BackupValues = ValuesOf<typeof BACKUP_VARIABLES>;

/** The settings that the variables stand for. */
export const backupConfig = (
  values: BackupValues,
  dataDirectory: string,
  profile: Profile,
): BackupConfig => {
  const { BACKUP_DIRECTORY: named, BACKUP_COPY_TO: copyTo, BACKUP_S3_URL: url } = values;
  const server = values.BACKUP_POSTGRES_DATA;
  const usual = profile === "test" ? "off" : `${dataDirectory}-backups`;
  const directory = named ?? usual;
  return {
    directory: directory === "off" ? undefined : resolve(directory),
    key: values.BACKUP_KEY,
    copyDirectory: copyTo === undefined ? undefined : resolve(copyTo),
    bucket:
      url === undefined
        ? undefined
        : {
            url,
            region: values.BACKUP_S3_REGION,
            accessKey: values.BACKUP_S3_ACCESS_KEY ?? "",
            secretKey: values.BACKUP_S3_SECRET_KEY ?? new Secret(""),
          },
    server:
      server === undefined
        ? undefined
        : { dataDirectory: resolve(server), user: values.BACKUP_POSTGRES_USER },
  };
};

/** What each of them allows for itself, and all of them together do not. */
export const backupProblems = (values: Partial<BackupValues>): readonly string[] => {
  // A value that could not be read was told already; what is absent is there, as undefined.
  if (!("BACKUP_S3_URL" in values && "BACKUP_S3_SECRET_KEY" in values)) return [];
  const { BACKUP_S3_URL: url, BACKUP_S3_ACCESS_KEY: access, BACKUP_S3_SECRET_KEY: secret } = values;
  const problems: string[] = [];
  if (url !== undefined && (access === undefined || secret === undefined)) {
    problems.push("BACKUP_S3_URL needs BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY");
  }
  if (url === undefined && (access !== undefined || secret !== undefined)) {
    problems.push("BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY need BACKUP_S3_URL");
  }
  if (url !== undefined && values.BACKUP_COPY_TO !== undefined) {
    problems.push("BACKUP_S3_URL and BACKUP_COPY_TO: name one second place");
  }
  if (values.BACKUP_POSTGRES_USER !== undefined && values.BACKUP_POSTGRES_DATA === undefined) {
    problems.push("BACKUP_POSTGRES_USER needs BACKUP_POSTGRES_DATA");
  }
  if (
    values.BACKUP_DIRECTORY === "off" &&
    (url !== undefined || values.BACKUP_COPY_TO !== undefined)
  ) {
    problems.push("BACKUP_DIRECTORY is off: there is nothing to be copied");
  }
  return problems;
};
