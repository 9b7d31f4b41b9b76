import type { AccountsService, Mails } from "plinth";
import type { Kitchen } from "../kitchen/index.ts";
import { firstDate, type PlanReader, type PlanService } from "../plans/index.ts";
import { exportErrors } from "./errors.ts";
import type { Feeds } from "./feeds.ts";
import { planMail } from "./mails.ts";
import type { PdfMaker } from "./pdf/pdf-maker.ts";
import { planWords } from "./plan-words.ts";

/** A plan as a file of bytes. */
export interface PdfFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
}

/** Plans on paper, in the mail and in calendars. Every function throws errors of the catalogue only. */
export interface Exporting extends Feeds {
  /** @throws {AppError} NOT_FOUND, CONSENT_REQUIRED, SERVICE_UNAVAILABLE */
  readonly pdf: (owner: string, planId: string, reader: PlanReader) => Promise<PdfFile>;
  /** Mails a plan to its owner; gives the address. @throws NOT_FOUND, CONSENT_REQUIRED, ADDRESS_UNCONFIRMED */
  readonly mail: (owner: string, planId: string, reader: PlanReader) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Builds the service. */
export const createExporting = (parts: {
  readonly feeds: Feeds;
  readonly plans: Pick<PlanService, "serve">;
  readonly kitchen: Pick<Kitchen, "preferences">;
  readonly accounts: Pick<AccountsService, "find">;
  readonly mail: Pick<Mails, "send">;
  readonly maker: PdfMaker;
  readonly publicUrl: () => string;
}): Exporting => {
  const { feeds, plans, kitchen, accounts, mail, maker, publicUrl } = parts;
  const wordsOf = async (owner: string, planId: string, reader: PlanReader) => {
    const served = await plans.serve(owner, planId, reader);
    const preferences = await kitchen.preferences(owner);
    return { served, preferences, words: planWords(served, preferences, reader.t) };
  };
  return {
    ...feeds,
    pdf: async (owner, planId, reader) => {
      const { served, preferences, words } = await wordsOf(owner, planId, reader);
      const { plan } = served;
      const units = preferences.units ?? plan.request.units;
      const paper = units === "us" ? "LETTER" : "A4";
      const made = Date.parse(plan.updatedAt);
      const bytes = await maker.make({ words, paper, made }, reader.signal);
      return { bytes, name: `cibozer-${firstDate(served)}.pdf` };
    },
    mail: async (owner, planId, reader) => {
      const { words } = await wordsOf(owner, planId, reader);
      const account = await accounts.find(owner);
      if (account === undefined || account.email_verified_at === null) {
        throw exportErrors.make.ADDRESS_UNCONFIRMED();
      }
      const text = planMail(reader.t, words, `${publicUrl()}/plans/${planId}`);
      await mail.send({ to: account.email, accountId: owner, ...text });
      return account.email;
    },
    close: maker.close,
  };
};
