import { useEffect, useMemo, useRef, useState } from "react";
import { useFocusFirst } from "../../account/account-frame.tsx";
import { faultsOf } from "../../account/rules.ts";
import { CodeField } from "../../account/sign-in/code-field.tsx";
import { codeFault, plainCode } from "../../account/sign-in/codes.ts";
import { isApiError } from "../../client/index.ts";
import {
  Button,
  Dialog,
  FormFailure,
  Notice,
  TextField,
  useForm,
  useToasts,
} from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { useRefresh } from "../parts/queries.ts";
import { describeSecurityError } from "../parts/security-words.ts";
import { type AppSetup as Begun, useSecurityApi } from "../security-api.ts";
import { createQrPath } from "./qr-path.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";

type Step =
  | { readonly at: "name" }
  | { readonly at: "scan"; readonly begun: Begun }
  | { readonly at: "codes"; readonly codes: readonly string[] };

/** Sets up an authenticator app: a name, the QR code and the first code, then recovery codes. */
export const AppSetup = (props: { readonly isFirst: boolean; readonly onDone: () => void }) => {
  const t = useTexts();
  const [step, setStep] = useState<Step>({ at: "name" });
  const toasts = useToasts();
  const refresh = useRefresh();
  const finish = (codes: readonly string[]) => {
    void refresh();
    if (codes.length > 0) return setStep({ at: "codes", codes });
    toasts.succeed(t("The app was added. Other browsers were signed out."));
    props.onDone();
  };
  if (step.at === "codes") return <RecoveryCodes codes={step.codes} isNew onDone={props.onDone} />;
  return (
    <Dialog
      title={t(props.isFirst ? "Set up two-step sign-in" : "Add an authenticator app")}
      isOpen
      isNarrow
      onClose={props.onDone}
    >
      {step.at === "name" ? (
        <NameStep onBegun={(begun) => setStep({ at: "scan", begun })} />
      ) : (
        <ScanStep
          begun={step.begun}
          onConfirmed={finish}
          onRestart={() => setStep({ at: "name" })}
        />
      )}
    </Dialog>
  );
};

const NameStep = (props: { readonly onBegun: (begun: Begun) => void }) => {
  const t = useTexts();
  const api = useSecurityApi();
  const place = useFocusFirst();
  const form = useForm({
    initial: { name: t("Authenticator app") },
    validate: ({ name }) =>
      faultsOf({
        name:
          name.trim() === "" || name.length > 60
            ? t("Give it a name of 1 to 60 letters.")
            : undefined,
      }),
    submit: async ({ name }) => props.onBegun(await api.beginApp(name.trim())),
    describe: (error) =>
      isApiError(error, "CONFLICT")
        ? {
            title: t("There are as many apps as there may be"),
            message: t("Remove one that you do not use any more, then try again."),
          }
        : describeSecurityError(t, error),
  });
  return (
    <div ref={place}>
      <form {...form.form} className="stack" aria-label={t("Name the app")}>
        <p className="soft">
          {t(
            "You need an authenticator app on your phone or computer. It shows a new code every 30 seconds, and works without a network.",
          )}
        </p>
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("name")}
          label={t("Name of the app or device")}
          hint={t("So that you recognise it in the list.")}
          maxLength={60}
          autoComplete="off"
        />
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Continue")}
        </Button>
      </form>
    </div>
  );
};

const ScanStep = (props: {
  readonly begun: Begun;
  readonly onConfirmed: (recoveryCodes: readonly string[]) => void;
  readonly onRestart: () => void;
}) => {
  const t = useTexts();
  const { begun } = props;
  const api = useSecurityApi();
  const [isOver, setOver] = useState(false);
  const first = useRef<HTMLParagraphElement>(null);
  // Not the field: a phone's keyboard would lie over the picture.
  useEffect(() => first.current?.focus(), []);
  const form = useForm({
    initial: { code: "" },
    validate: ({ code }) => faultsOf({ code: codeFault(t, "totp", code) }),
    submit: async ({ code }) =>
      props.onConfirmed(await api.confirmApp({ id: begun.id, code: plainCode(code) })),
    locate: (error) => {
      if (isApiError(error, "MFA_SETUP_INVALID")) setOver(true);
      return isApiError(error, "VALIDATION_ERROR")
        ? { code: t("This is not the code of this moment. Is the clock of the device right?") }
        : {};
    },
    describe: (error) => describeSecurityError(t, error),
  });
  return (
    <form {...form.form} className="stack" aria-label={t("Confirm the app")}>
      <FormFailure failure={form.failure} />
      <p ref={first} tabIndex={-1} className="step-words">
        <strong>{t.number(1)}.</strong> {t("Scan this with the app.")}
      </p>
      <QrCode text={begun.uri} />
      <details>
        <summary>{t("It cannot be scanned?")}</summary>
        <div className="stack stack-tight details-body">
          <p className="small soft">{t("Type this key into the app, as a time-based one:")}</p>
          <p className="secret-text">
            {groupsOf(begun.secret).map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups never move
              <span key={index}>{group}</span>
            ))}
          </p>
          <div className="row">
            <CopyButton text={begun.secret} label={t("Copy the key")} />
            <a className="btn btn-quiet btn-small" href={begun.uri}>
              {t("Open an app on this device")}
            </a>
          </div>
        </div>
      </details>
      <p>
        <strong>{t.number(2)}.</strong> {t("Type the code that it shows now.")}
      </p>
      <CodeField {...form.text("code")} method="totp" />
      <Notice>
        {t("Other browsers and programs will be signed out, and we tell you by mail.")}
      </Notice>
      {isOver ? (
        <Button look="primary" onPress={props.onRestart}>
          {t("Start again")}
        </Button>
      ) : (
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Confirm")}
        </Button>
      )}
    </form>
  );
};

const groupsOf = (secret: string): readonly string[] => secret.match(/.{1,4}/g) ?? [];

/** Dark on light whatever the page's colours are: scanners expect it. */
const QrCode = ({ text }: { readonly text: string }) => {
  const t = useTexts();
  const { size, path } = useMemo(() => createQrPath(text), [text]);
  return (
    <svg
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={t("QR code for the authenticator app")}
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
};
