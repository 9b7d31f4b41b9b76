import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock, Secret } from "#core";
import { access } from "#modules/access";
import { status } from "#modules/status";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { mail, signBounces } from "./index.ts";
import { createMailControl, type MailControlParts } from "./service.ts";

const SECRET = "Vq7-mZ2xK9_pL4wTs8RbN3yHc6JdF1gUe5A0";
const MAIL = "/api/v1/admin/mail";
const BOUNCES = "/api/v1/mail/bounces";

describe("mail in the hands of administrators", () => {
  let identity: Identity;
  let headers: Record<string, string>;
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await identity.send(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const report = (body: unknown, secret = SECRET, at = identity.clock.now()) => {
    const signature = signBounces(new Secret(secret), Buffer.from(JSON.stringify(body)), at);
    return identity.send("POST", BOUNCES, body, { "mail-signature": signature });
  };

  beforeAll(async () => {
    identity = await startIdentity({
      modules: [access, status, mail],
      env: { MAIL_BOUNCE_SECRET: SECRET },
    });
    const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
    headers = { authorization: `Bearer ${tokens.accessToken}` };
  });
  afterAll(() => identity.app.stop());

  it("SCALE-03: a bounce stops mail to its address, and an administrator lifts it", async () => {
    const { email } = await identity.addAccount();
    const events = [
      { address: email, type: "bounce", detail: `550 5.1.1 <${email}> unknown` },
      { address: "full@example.org", type: "bounce", permanent: false },
      { address: "annoyed@example.org", type: "complaint" },
      { address: "no address", type: "bounce" },
    ];
    const taken = await report({ events });
    expect([taken.status, await taken.json()]).toEqual([200, { suppressed: 2 }]);
    await identity.send("POST", "/api/v1/auth/password/forgot", { email });
    expect(await identity.mailsTo(email)).toEqual([]);

    const summary = (await ask("GET", `${MAIL}/summary`)).body;
    expect(summary).toMatchObject({
      transport: "mailbox",
      queue: { waiting: 0, running: 0, failed: 0 },
      suppressed: 2,
      takesBounces: true,
    });
    expect(summary.kinds).toEqual([
      { name: "password-reset", sent: 0, failed: 0, suppressed: 1, limited: 0, expired: 0 },
    ]);
    const list = (await ask("GET", `${MAIL}/suppressions`)).body;
    expect(list.suppressions).toHaveLength(2);
    const file = await identity.send("GET", `${MAIL}/suppressions/export`, undefined, headers);
    const lines = (await file.text()).split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines.join()).toContain(
      `"${list.suppressions[0].id}","example.org","${list.suppressions[0].reason}"`,
    );
    expect(JSON.stringify(list)).not.toContain(email);
    const found = (await ask("POST", `${MAIL}/suppressions/find`, { address: email })).body;
    expect(found.suppression).toMatchObject({ reason: "bounced", detail: "550 5.1.1 … unknown" });
    const path = `${MAIL}/suppressions/${found.suppression.id}`;
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("DELETE", path)).status).toBe(404);
    await identity.send("POST", "/api/v1/auth/password/forgot", { email });
    expect(await identity.mailsTo(email)).toHaveLength(1);
  });

  it("a report that is not signed, forged, changed or old stops nothing", async () => {
    const events = [{ address: "victim@example.org", type: "bounce" }];
    const { clock } = identity;
    const answers = [
      await identity.send("POST", BOUNCES, { events }),
      await identity.send("POST", BOUNCES, { events }, { "mail-signature": "t=1,v1=00" }),
      await report({ events }, `${SECRET}x`),
      await report({ events }, SECRET, clock.now() - 301_000),
      await report({ events }, SECRET, clock.now() + 301_000),
    ];
    const signature = signBounces(new Secret(SECRET), Buffer.from("{}"), clock.now());
    answers.push(await identity.send("POST", BOUNCES, { events }, { "mail-signature": signature }));
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "BOUNCE_REFUSED" });
    }
    const find = await ask("POST", `${MAIL}/suppressions/find`, { address: "victim@example.org" });
    expect(find.body).toEqual({ suppression: null });
  });

  it("SCALE-03: nobody else sees or touches it", async () => {
    const { tokens } = await identity.addSession(await identity.addAccount());
    const own = { authorization: `Bearer ${tokens.accessToken}` };
    const id = "A".repeat(43);
    const answers = await Promise.all([
      identity.send("GET", `${MAIL}/summary`, undefined, own),
      identity.send("GET", `${MAIL}/suppressions`, undefined, own),
      identity.send("POST", `${MAIL}/suppressions/find`, { address: "a@example.org" }, own),
      identity.send("DELETE", `${MAIL}/suppressions/${id}`, undefined, own),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403]);
  });
});

it("without a secret for bounces no report is taken, whatever it is signed with", () => {
  const clock = createManualClock();
  const bytes = Buffer.from("{}");
  const control = (bounceSecret: Secret | undefined) =>
    createMailControl({ mail: {}, bounceSecret, clock } as unknown as MailControlParts);
  const signature = (secret: string) => signBounces(new Secret(secret), bytes, clock.now());
  expect(() => control(new Secret(SECRET)).requireSigned(signature(SECRET), bytes)).not.toThrow();
  for (const secret of [SECRET, "", "undefined"]) {
    expect(() => control(undefined).requireSigned(signature(secret), bytes)).toThrow(/signed/);
  }
});
