import { type ApiClient, PASSWORD, signIn } from "./api.ts";
import { runPlinth } from "./run.ts";
import { scratchDirectory } from "./scratch.ts";
import { startServer } from "./server.ts";

/** Cibozer as it is started by hand, in a process of its own, with one account. */
export interface CibozerProcess {
  readonly url: string;
  /** Where it keeps what it has. */
  readonly data: string;
  /** What the account calls by programs. */
  readonly api: ApiClient;
  /** Opens another account from the command line. */
  readonly addAccount: (email: string, role: string) => Promise<void>;
  /** Ends it, and removes what it kept. */
  readonly end: () => Promise<void>;
}

/** Starts it; the account has the role "user" unless told otherwise. */
export const startCibozer = async (
  email: string,
  {
    role = "user",
    env = {},
  }: { readonly role?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CibozerProcess> => {
  const data = scratchDirectory();
  const addAccount = async (address: string, itsRole: string): Promise<void> => {
    const words = ["--email", address, "--password", PASSWORD, "--role", itsRole];
    const { code, told } = await runPlinth(["user", "create", ...words], {
      PLINTH_DATA: data.path,
    });
    if (code !== 0) throw new Error(`no account for ${address}: ${told}`);
  };
  await addAccount(email, role);
  const server = await startServer(data.path, env);
  return {
    url: server.url,
    data: data.path,
    api: await signIn(server.url, email),
    addAccount,
    end: async () => {
      await server.kill();
      data.remove();
    },
  };
};
