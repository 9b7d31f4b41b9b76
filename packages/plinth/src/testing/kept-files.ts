import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountRow } from "#modules/accounts";
import { type FilesService, files, type IncomingFile, type KeepOptions } from "#modules/files";
import { type Identity, startIdentity } from "./identity.ts";

/** An application with kept files, and files to give it. */
export interface FileBench {
  readonly identity: Identity;
  readonly files: FilesService;
  /** A file as the intake hands one over: really there. */
  readonly incoming: (bytes: Uint8Array, about?: Partial<IncomingFile>) => IncomingFile;
  /** Somebody, and how they ask. */
  readonly person: (role?: string) => Promise<{
    readonly account: AccountRow;
    readonly options: KeepOptions;
    readonly ask: (method: string, path: string) => Promise<Response>;
  }>;
  readonly stop: () => Promise<void>;
}

/** Starts it; purposes "note" (its owner reads) and "poster" (everyone reads) are defined. */
export const startFileBench = async (
  options: Parameters<typeof startIdentity>[0] = {},
): Promise<FileBench> => {
  const scratch = mkdtempSync(join(tmpdir(), "plinth-incoming-"));
  const identity = await startIdentity({
    ...options,
    modules: [files, ...(options.modules ?? [])],
  });
  const service = identity.app.modules.service("files") as FilesService;
  service.definePurpose({ name: "note", readers: "owner" });
  service.definePurpose({ name: "poster", readers: "everyone" });
  let made = 0;
  return {
    identity,
    files: service,
    incoming: (bytes, about = {}) => {
      made += 1;
      const path = join(scratch, `incoming-${made}`);
      writeFileSync(path, bytes);
      return {
        field: "photo",
        name: "Ünder „the“ tree.png",
        type: "image/png",
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        path,
        ...about,
      };
    },
    person: async (role = "user") => {
      const account = await identity.addAccount({ role });
      const { tokens } = await identity.addSession(account);
      const authorization = `Bearer ${tokens.accessToken}`;
      return {
        account,
        options: {
          purpose: "note",
          ownerId: account.id,
          sender: { requestId: "-", clientAddress: "192.0.2.1" },
        },
        ask: (method, path) => identity.send(method, path, undefined, { authorization }),
      };
    },
    stop: async () => {
      await identity.app.stop();
      rmSync(scratch, { recursive: true });
    },
  };
};

/** A scanner on a real socket that says what it is told to say of every file. */
export const startScanner = async (): Promise<{
  readonly address: string;
  readonly say: (answer: string | undefined) => void;
  readonly stop: () => Promise<void>;
}> => {
  let answer: string | undefined = "stream: OK";
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      if (answer === undefined) socket.destroy();
      else if (chunk.includes("zPING\0")) socket.write("PONG\0");
      else if (chunk.subarray(-4).equals(Buffer.alloc(4))) socket.write(`${answer}\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    address: `127.0.0.1:${port}`,
    say: (next) => {
      answer = next;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
