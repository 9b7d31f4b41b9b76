import { BackupFault, wordsOf } from "../fault.ts";
import { type BucketOptions, createBucketClient, textsOf } from "./bucket-client.ts";
import { createUploader } from "./bucket-upload.ts";
import { type BackupTarget, isObjectName, type KeptObject } from "./contract.ts";

/** Objects in a bucket. What it stores is ciphertext; its owner learns names and lengths. */
export const createBucketTarget = (options: BucketOptions): BackupTarget => {
  const { url: address } = options;
  const [bucket = "", ...folders] = new URL(address).pathname
    .split("/")
    .filter((part) => part !== "");
  const folder = folders.map((part) => `${part}/`).join("");
  const client = createBucketClient(options, bucket);
  const upload = createUploader(client);

  const pathOf = (name: string): string => {
    if (!isObjectName(name)) throw new BackupFault("target", `${name} is no name of a backup`);
    return `/${folder}${name}`;
  };

  const listPage = async (prefix: string, token: string | undefined): Promise<string> => {
    const query = {
      "list-type": "2",
      prefix: `${folder}${prefix}`,
      ...(token === undefined ? {} : { "continuation-token": token }),
    };
    const what = "backups cannot be listed";
    return client.textOf(await client.call(what, { method: "GET", path: "/", query }));
  };

  const objectsOf = (page: string): readonly KeptObject[] =>
    page
      .split("<Contents>")
      .slice(1)
      .map((rest) => rest.split("</Contents>", 1).join(""))
      .map((content) => ({
        name: (textsOf(content, "Key")[0] ?? "").slice(folder.length),
        bytes: Number(textsOf(content, "Size")[0]),
      }))
      .filter(({ name }) => isObjectName(name));

  return {
    place: address,
    put: async (name, source) => {
      const path = pathOf(name);
      return { name, bytes: await upload(`${name} cannot be written`, path, source) };
    },
    claim: async (name, content) => {
      const what = `${name} cannot be claimed`;
      const body = Buffer.from(content);
      try {
        const order = { method: "PUT", path: pathOf(name), body, isNew: true } as const;
        await client.textOf(await client.call(what, order));
        return true;
      } catch (fault) {
        if (fault instanceof BackupFault && fault.kind === "refused") return false;
        throw fault;
      }
    },
    get: async function* read(name) {
      const what = `${name} cannot be read`;
      const { body, headers } = await client.call(what, { method: "GET", path: pathOf(name) });
      let bytes = 0;
      try {
        for await (const part of body) {
          bytes += (part as Buffer).length;
          yield part as Buffer;
        }
      } catch (fault) {
        throw new BackupFault("target", `${what}: ${wordsOf(fault)}`, fault);
      }
      const length = Number(headers["content-length"] ?? bytes);
      if (bytes !== length) throw new BackupFault("target", `${what}: it ended early`);
    },
    list: async (prefix) => {
      const found: KeptObject[] = [];
      let token: string | undefined;
      do {
        const page = await listPage(prefix, token);
        found.push(...objectsOf(page));
        [token] = textsOf(page, "NextContinuationToken");
      } while (token !== undefined);
      return found.sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    remove: async (name) => {
      try {
        const what = `${name} cannot be removed`;
        await client.textOf(await client.call(what, { method: "DELETE", path: pathOf(name) }));
      } catch (fault) {
        if (!(fault instanceof BackupFault && fault.kind === "missing")) throw fault;
      }
    },
  };
};
