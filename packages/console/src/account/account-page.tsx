import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { User } from "../client/index.ts";
import { describeError } from "../client/index.ts";
import { Button, buttonClass, Checkbox, Segmented, useToasts } from "../kit/index.ts";
import { signOut } from "../session/index.ts";
import {
  applyContrast,
  applyTheme,
  ErrorBoundary,
  loadContrast,
  loadTheme,
  PageLink,
  type ThemeChoice,
  useRuntime,
} from "../shell/index.ts";
import { type Messages, useTexts } from "../texts/index.ts";
import { accountLinks, PageHeading } from "./account-frame.tsx";
import { ChangeEmail } from "./change-email.tsx";
import { PictureSection } from "./picture/picture-section.tsx";

/** A part of the account that has a page of its own. */
const LinkedPart = (props: {
  readonly title: string;
  readonly to: string;
  readonly label: string;
  readonly children: ReactNode;
}) => (
  <Section title={props.title}>
    <p className="soft">{props.children}</p>
    <div>
      <PageLink to={props.to} className={buttonClass({})}>
        {props.label}
      </PageLink>
    </div>
  </Section>
);

/** The signed-in person's own page. `children` are sections an application adds. */
export const AccountPage = (props: {
  readonly user: User;
  readonly onSignedOut: () => void;
  readonly children?: ReactNode;
}) => {
  const t = useTexts();
  const { user } = props;
  return (
    <div className="page page-middle stack stack-wide">
      <PageHeading>{t("Your account")}</PageHeading>
      <Section title={t("Profile")}>
        <PictureSection name={user.name} />
        <dl className="facts">
          <dt>{t("Name")}</dt>
          <dd>{user.name}</dd>
          <dt>{t("E-mail")}</dt>
          <dd>
            {user.email} {!user.emailVerified && <Unconfirmed />}
          </dd>
          <dt>{t("Tier")}</dt>
          <dd className="tier-name">{user.tier}</dd>
        </dl>
        <div className="row">
          <ChangeEmail email={user.email} />
          <SignOutButton onDone={props.onSignedOut} />
        </div>
      </Section>
      <div className="account-parts">
        <LinkedPart
          title={t("Security")}
          to={accountLinks.security}
          label={t("Open the security settings")}
        >
          {t(
            "Your password, two-step sign-in, passkeys, devices, API keys, and what happened lately.",
          )}
        </LinkedPart>
        <LinkedPart
          title={t("Privacy")}
          to={accountLinks.privacy}
          label={t("Open the privacy page")}
        >
          {t("What you agree to, what is kept of you, and how to get or erase it.")}
        </LinkedPart>
        <LinkedPart title={t("Usage")} to={accountLinks.usage} label={t("Look at your usage")}>
          {t("What you used of what your tier has, and what is left.")}
        </LinkedPart>
        <LinkedPart title={t("Billing")} to={accountLinks.billing} label={t("Open billing")}>
          {t("What you pay for, your payments, and the other tiers.")}
        </LinkedPart>
        {props.children}
      </div>
      <Section title={t("Appearance")}>
        <Appearance />
      </Section>
    </div>
  );
};

/** A titled card with an error boundary of its own. */
export const Section = (props: { readonly title: string; readonly children: ReactNode }) => {
  const t = useTexts();
  const { onFault } = useRuntime();
  return (
    <section className="card stack" aria-label={props.title}>
      <h2>{props.title}</h2>
      <ErrorBoundary area={t("the section “{title}”", { title: props.title })} onFault={onFault}>
        {props.children}
      </ErrorBoundary>
    </section>
  );
};

/** Says that the address is not confirmed, and sends the mail again. */
const Unconfirmed = () => {
  const t = useTexts();
  const { auth } = useRuntime();
  const toasts = useToasts();
  const resend = useMutation({
    mutationFn: () => auth.resendVerification(),
    onSuccess: () => toasts.succeed(t("A new mail is on its way.")),
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <>
      <span className="badge">{t("not confirmed yet")}</span>{" "}
      <Button look="quiet" isSmall isPending={resend.isPending} onPress={() => resend.mutate()}>
        {t("Send the mail again")}
      </Button>
    </>
  );
};

const SignOutButton = (props: { readonly onDone: () => void }) => {
  const t = useTexts();
  const runtime = useRuntime();
  const toasts = useToasts();
  const [isPending, setPending] = useState(false);
  const leave = async () => {
    setPending(true);
    try {
      await signOut(runtime);
      props.onDone();
    } catch (error) {
      toasts.fail(describeError(t, error).message);
    } finally {
      setPending(false);
    }
  };
  return (
    <div>
      <Button isPending={isPending} onPress={() => void leave()}>
        {t("Sign out")}
      </Button>
    </div>
  );
};

const themes = { system: "As device", light: "Light", dark: "Dark" } as const satisfies Messages;

const themeChoices = ["system", "light", "dark"] as const;

const Appearance = () => {
  const t = useTexts();
  const [theme, setTheme] = useState<ThemeChoice>(loadTheme);
  const [isMore, setMore] = useState(loadContrast);
  return (
    <div className="stack">
      <Segmented
        label={t("Colours")}
        value={theme}
        choices={themeChoices.map((choice) => ({ value: choice, label: t.of(themes[choice]) }))}
        onChange={(choice) => {
          applyTheme(choice);
          setTheme(choice);
        }}
      />
      <Checkbox
        isSelected={isMore}
        onChange={(wanted) => {
          applyContrast(wanted);
          setMore(wanted);
        }}
      >
        {t("More contrast")}
      </Checkbox>
    </div>
  );
};
