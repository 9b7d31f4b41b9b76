import { Button, Icon, Notice } from "../../kit/index.ts";
import { type Texts, useTexts } from "../../texts/index.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { KeepDialog } from "../parts/keep-dialog.tsx";
import { dayText } from "../parts/security-words.ts";

const siteName = (): string => document.documentElement.dataset["site"] ?? location.host;

const sheetOf = (t: Texts, codes: readonly string[]): string =>
  [
    t("Recovery codes for {site} ({host})", { site: siteName(), host: location.host }),
    t("Made on {day}. Each works once, in place of the app's code.", {
      day: dayText(t, new Date().toISOString()),
    }),
    "",
    ...codes,
    "",
  ].join("\n");

const download = (t: Texts, codes: readonly string[]): void => {
  const url = URL.createObjectURL(new Blob([sheetOf(t, codes)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "recovery-codes.txt";
  link.click();
  // The browser has begun to read it; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};

/** New recovery codes, to be kept now: nobody can show them again. */
export const RecoveryCodes = (props: {
  readonly codes: readonly string[];
  /** With the first app: says that two-step sign-in is on. */
  readonly isNew?: boolean;
  readonly onDone: () => void;
}) => {
  const t = useTexts();
  return (
    <KeepDialog
      title={t("Your recovery codes")}
      keptLabel={t("I have kept the codes")}
      warning={t("The codes are not shown again. Without them, a lost phone can lock you out.")}
      onDone={props.onDone}
    >
      {props.isNew === true && (
        <div className="no-print">
          <Notice tone="ok" title={t("Two-step sign-in is on")}>
            {t("Other browsers and programs were signed out. One thing is left to do.")}
          </Notice>
        </div>
      )}
      <div className="stack print-sheet">
        <p>
          {t(
            "If you lose the app, sign in with one of these. Each works once. Keep them where you keep other important papers, or in a password manager.",
          )}
        </p>
        <ol className="codes" aria-label={t("Recovery codes")}>
          {props.codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <div className="row no-print">
        <CopyButton text={props.codes.join("\n")} label={t("Copy")} />
        <Button isSmall onPress={() => download(t, props.codes)}>
          <Icon name="download" size={16} /> {t("Download")}
        </Button>
        <Button isSmall onPress={() => window.print()}>
          <Icon name="print" size={16} /> {t("Print")}
        </Button>
      </div>
    </KeepDialog>
  );
};
