import { describe, expect, it } from "vitest";
import type { MailContext, MailText } from "#services/mail";
import { createTexts, platformCatalogs, sayFrom } from "#services/texts";
import { htmlOf } from "../services/mail/html.ts";
import * as accounts from "./accounts/mails.ts";
import * as keys from "./api-keys/mails.ts";
import * as billing from "./billing/mails.ts";
import * as credentials from "./credentials/mails.ts";
import * as links from "./magic-links/mails.ts";
import * as mfa from "./mfa/mails.ts";
import * as passkeys from "./passkeys/mails.ts";
import * as privacy from "./privacy/mails.ts";
import { quotaMail } from "./quotas/mails.ts";

const NOW = Date.UTC(2026, 2, 5, 14, 30);
const LINK = "https://shop.example/signin/link#token=abc";
const warning = { meter: "plans", unit: "plans", share: 90, used: 9, limit: 10, resetsAt: NOW };

/** Every mail to somebody who has an account; what operators get stays English. */
const MAILS: Readonly<Record<string, (context: MailContext) => MailText>> = {
  verification: (context) => accounts.verificationMail(context, LINK),
  newAddress: (context) => accounts.newAddressMail(context, LINK),
  addressWanted: accounts.addressWantedMail,
  addressTaken: accounts.addressTakenMail,
  addressChanged: (context) => accounts.addressChangedMail(context, "robin@example.org"),
  newKey: (context) => keys.newKeyMail(context, { publicId: "pk_1", expiresAt: NOW }),
  paymentFailed: (context) => billing.paymentFailedMail(context, { until: NOW }),
  receipt: (context) =>
    billing.receiptMail(context, { amount: 999, currency: "eur", paidAt: NOW, url: LINK }),
  knownAddress: credentials.knownAddressMail,
  reset: (context) => credentials.resetMail(context, LINK),
  setup: (context) => credentials.setupMail(context, LINK),
  passwordChanged: (context) => credentials.passwordChangedMail(context, NOW),
  lockedByFailures: (context) => credentials.lockedMail(context, NOW, LINK),
  lockedByPlaces: (context) => credentials.lockedMail(context, NOW, LINK, "places"),
  magicLink: (context) => links.magicLinkMail(context, LINK),
  factorsEnabled: (context) => mfa.factorChangeMail(context, "enabled", NOW),
  factorAdded: (context) => mfa.factorChangeMail(context, "added", NOW),
  factorRemoved: (context) => mfa.factorChangeMail(context, "removed", NOW),
  factorsDisabled: (context) => mfa.factorChangeMail(context, "disabled", NOW),
  factorCodes: (context) => mfa.factorChangeMail(context, "codes", NOW),
  recoveryUsed: (context) => mfa.recoveryUsedMail(context, 8, NOW),
  recoveryFew: (context) => mfa.recoveryUsedMail(context, 2, NOW),
  factorLocked: (context) => mfa.factorLockedMail(context, NOW),
  factorsReset: (context) => mfa.factorsResetMail(context, NOW),
  passkeyAdded: (context) => passkeys.passkeyChangeMail(context, "added", NOW),
  passkeyRemoved: (context) => passkeys.passkeyChangeMail(context, "removed", NOW),
  passkeyCloned: (context) => passkeys.passkeyClonedMail(context, NOW),
  exportReady: privacy.exportReadyMail,
  erased: privacy.erasedMail,
  breach: (context) => privacy.breachMail(context, ["to know who somebody is"], NOW),
  quotaDay: (context) => quotaMail(context, { ...warning, period: "day" }),
  quotaMonth: (context) => quotaMail(context, { ...warning, period: "month", used: 8, limit: 9 }),
  quotaPeriod: (context) => quotaMail(context, { ...warning, period: "period" }),
};

/** What the application says itself, which Plinth has no words for. */
const FOREIGN = new Set(["plans", "to know who somebody is"]);

const LANGUAGES = [
  ["de", "de", false, "5. März 2026"],
  ["ar", "ar-u-nu-latn", true, "5 مارس 2026"],
] as const;

describe.each(LANGUAGES)("P-114: mails in %s", (tag, locale, isRightToLeft, day) => {
  const lacking: string[] = [];
  const say = sayFrom(locale, platformCatalogs[tag] ?? {});
  const t = createTexts(tag, {
    locale,
    isRightToLeft,
    say: (message, values) => {
      const said = say(message, values);
      if (said === undefined && !FOREIGN.has(message)) lacking.push(message);
      return said;
    },
  });
  const context = { t, application: "Shop", publicUrl: "https://shop.example" };

  it.each(Object.entries(MAILS))("%s is whole", (_, write) => {
    const { subject, text, language } = write(context);
    expect(lacking.splice(0)).toEqual([]);
    expect(language).toBe(tag);
    expect(subject + text).not.toMatch(/[{}]|undefined/);
    expect(subject).toContain("Shop");
    expect(subject.length).toBeLessThan(200);
    const html = htmlOf(subject, text, t);
    expect(html).toContain(`<html lang="${tag}" dir="${isRightToLeft ? "rtl" : "ltr"}">`);
    expect(html).not.toContain("Open the link");
    expect(lacking.splice(0)).toEqual([]);
  });

  it("days are written as they are there", () => {
    expect(MAILS["newKey"]?.(context).text).toContain(day);
  });
});
