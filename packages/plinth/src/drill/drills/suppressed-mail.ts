import { randomBytes } from "node:crypto";
import { Secret } from "#core";
import { signBounces } from "#modules/mail";
import { type Drill, NotApplicableError, type Scene } from "../drill.ts";
import { ask, pause, waitFor } from "../support/ask.ts";
import { startMailServer } from "../support/mail-server.ts";
import { requireAccounts, signUpAll } from "../support/people.ts";

const BOUNCES = "/api/v1/mail/bounces";
const FORGOT = "/api/v1/auth/password/forgot";
const PEOPLE = 3;
const WAIT_MS = 20_000;
/** Long enough for a mail that should not come, were it on its way. */
const AFTER_MS = 3_000;

/** Reports that an address took no mail, signed as a mail service does. */
const report = async (url: string, secret: Secret, address: string, at: number) => {
  const body = { events: [{ address, type: "bounce", detail: "550 5.1.1 unknown user" }] };
  const signature = signBounces(secret, Buffer.from(JSON.stringify(body)), at);
  const headers = { "Mail-Signature": signature };
  return ask(url + BOUNCES, { method: "POST", headers, body });
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const [refused, bounced, fine] = Array.from(
    { length: PEOPLE },
    (_, number) => `person-${number}@example.com`,
  ) as [string, string, string];
  const server = await startMailServer(refused);
  scene.defer(server.stop);
  const secret = new Secret(randomBytes(32).toString("base64url"));
  const env = {
    ...{ SMTP_URL: server.url, MAIL_FROM: "drill@example.com" },
    MAIL_BOUNCE_SECRET: secret.reveal(),
  };
  const instance = await scene.start({ env });
  const { url, modules } = instance;
  requireAccounts(instance);
  if (!modules.includes("mail")) throw new NotApplicableError("it takes no reports of bounces");
  const offers = (address: string): number =>
    server.offered.filter(({ to }) => to === address).length;
  const has = (address: string, count: number) => () => offers(address) >= count;
  incident.note("an instance that sends its mail to a server of the drill is up");
  await signUpAll(url, PEOPLE);
  await waitFor(() => [refused, bounced, fine].every((one) => offers(one) > 0), WAIT_MS);
  const before = { refused: offers(refused), bounced: offers(bounced), fine: offers(fine) };
  incident.note("the server refused the mail to one address for good");
  const told = await report(url, secret, bounced, scene.clock.now());
  incident.note("a mail service reported that the mail to another bounced");
  const statuses: number[] = [];
  for (const email of [refused, bounced, fine]) {
    statuses.push((await ask(url + FORGOT, { method: "POST", body: { email } })).status);
  }
  incident.note("a mail to each of them and to a third was asked for");
  const isSent = await waitFor(has(fine, before.fine + 1), WAIT_MS);
  await pause(AFTER_MS);
  incident.note("whether mails came was looked at");
  const [toRefused, toBounced] = [
    offers(refused) - before.refused,
    offers(bounced) - before.bounced,
  ];
  const looks: readonly (readonly [holds: boolean, what: string])[] = [
    [before.refused === 1, `the refused mail was offered ${before.refused} times, not once`],
    [told.status === 200, `the signed report was answered ${told.status}`],
    [statuses.every((status) => status === 202), `mails were not asked for: ${statuses}`],
    [toRefused === 0, `${toRefused} mails to the address that the server refused`],
    [toBounced === 0, `${toBounced} mails to the address that bounced`],
    [isSent, "no mail to the address that takes mail"],
  ];
  const faults = looks.filter(([holds]) => !holds).map(([, what]) => what);
  const lost = isSent ? 0 : 1;
  return { lost: { what: "mails that were due", of: 1, lost }, faults };
};

/** An address takes no mail: nothing more is sent to it, and everybody else's mail goes out. */
export const suppressedMail: Drill = {
  id: "suppressed-mail",
  claim: "An address that took no mail is sent nothing more, and others are sent theirs",
  holds: [
    "after a refusal for good by the mail server nothing more is offered to it for the address",
    "after a signed report of a bounce nothing more is offered for its address",
    "a mail to an address that takes mail arrives meanwhile",
  ],
  requirements: ["ID-15"],
  standard: "RFC 5321 section 4.2.1; RFC 3463",
  severity: "medium",
  remedy: "Send mail by the kinds of the application's mail, and set MAIL_BOUNCE_SECRET",
  shelfLifeDays: 30,
  sabotages: ["forgets-bounces", "forgets-refusals"],
  run,
};
