import type { AccountRow } from "#modules/accounts";
import { type PasskeysService, passkeys } from "#modules/passkeys";
import type { PreparedSession, Proof } from "#modules/sessions";
import { BY_PASSWORD, type Identity, startIdentity } from "./identity.ts";

/** What a browser and an authenticator say. */
interface Statement {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly isVerified?: boolean;
  readonly counter?: number;
}

/** A passkey without a device. */
interface Authenticator<Attestation, Assertion> {
  readonly credentialId: string;
  readonly attest: (statement: Statement) => Attestation;
  readonly assert: (statement: Statement, userHandle: string) => Assertion;
}

/** Options of both ceremonies, as far as authenticators look at them. */
interface Options {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id: string };
  readonly user?: { readonly id: string };
}

const AUTH = "/api/v1/auth";
const PASSKEYS = `${AUTH}/passkeys`;

/** The session cookie that an answer sets, as "name=value". */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith("__Host-plinth="))
    ?.split(";")[0] ?? "";

/** Starts an application with passkeys, and what tests do with them over HTTP. */
export const startPasskeys = async <Attestation, Assertion>(
  createAuthenticator: () => Authenticator<Attestation, Assertion>,
  options: Parameters<typeof startIdentity>[0] = {},
) => {
  const identity: Identity = await startIdentity({ ...options, modules: [passkeys] });
  const service = identity.app.modules.service("passkeys") as PasskeysService;
  const origin = identity.app.localUrl.replace("127.0.0.1", "localhost");

  const send = (method: string, path: string, bearer?: string, body?: unknown) =>
    identity.send(
      method,
      `${AUTH}${path}`,
      body,
      bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    );

  const begin = async (path: string, bearer?: string): Promise<Options> => {
    const response = await send("POST", `/passkeys/${path}/begin`, bearer);
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    return ((await response.json()) as { options: Options }).options;
  };

  const statementFor = ({ challenge, rpId, rp }: Options): Statement => ({
    challenge,
    origin,
    rpId: rpId ?? rp?.id ?? "",
  });

  /** Adds a passkey; the session carries on with `bearer`. */
  const enrol = async (bearer: string, name = "Laptop", counter = 0) => {
    const authenticator = createAuthenticator();
    const begun = await begin("register", bearer);
    const attestation = authenticator.attest({ ...statementFor(begun), counter });
    const response = await send("POST", "/passkeys/register/finish", bearer, {
      response: attestation,
      name,
    });
    const body = (await response.json()) as {
      passkey: { id: string };
      accessToken: string;
    };
    if (response.status !== 200) throw new Error(`register: ${JSON.stringify(body)}`);
    return {
      authenticator,
      begun,
      response,
      id: body.passkey.id,
      userHandle: begun.user?.id ?? "",
      bearer: body.accessToken,
      cookie: cookieOf(response),
    };
  };

  /** A new account without a password, with a session. */
  const addMember = async (account: Partial<AccountRow> = {}, proof: Proof = BY_PASSWORD) => {
    const row = await identity.addAccount(account);
    const session: PreparedSession = await identity.addSession(row, proof);
    return { account: row, session, bearer: session.tokens.accessToken };
  };

  /** A new account with a passkey. */
  const addOwner = async (account: Partial<AccountRow> = {}, counter = 0) => {
    const member = await addMember(account);
    return { ...member, ...(await enrol(member.bearer, "Laptop", counter)) };
  };
  type Owner = Pick<Awaited<ReturnType<typeof enrol>>, "authenticator" | "userHandle">;

  /** A right answer to a new sign-in; `untrue` replaces parts of it. */
  const answer = async (owner: Owner, untrue: Partial<Statement> = {}): Promise<Assertion> =>
    owner.authenticator.assert(
      { ...statementFor(await begin("signin")), ...untrue },
      owner.userHandle,
    );

  return {
    identity,
    service,
    origin,
    paths: { PASSKEYS },
    send,
    begin,
    statementFor,
    enrol,
    addMember,
    addOwner,
    answer,
    signIn: (assertion: unknown) =>
      send("POST", "/passkeys/signin/finish", undefined, { response: assertion }),
    me: async (bearer: string): Promise<number> => (await send("GET", "/me", bearer)).status,
    settle: async (): Promise<void> => {
      await service.settle();
      await identity.settle();
    },
  };
};

/** What `startPasskeys` gives. */
export type PasskeyBench<A, B> = Awaited<ReturnType<typeof startPasskeys<A, B>>>;
