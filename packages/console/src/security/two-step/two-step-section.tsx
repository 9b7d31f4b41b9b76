import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { describeAgent } from "../../account/index.ts";
import { Button, Notice } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { AskButton, OthersEnd } from "../parts/ask-button.tsx";
import { AddedAndUsed, Ago, Day, Item, Loaded } from "../parts/loaded.tsx";
import { securityKeys } from "../parts/queries.ts";
import { SecuritySection, useFocusSection } from "../parts/section.tsx";
import {
  type AuthenticatorApp,
  type RememberedBrowser,
  type TwoStep,
  useSecurityApi,
} from "../security-api.ts";
import { AppSetup } from "./app-setup.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** Authenticator apps, recovery codes and the browsers that are not asked. */
export const TwoStepSection = () => {
  const t = useTexts();
  const api = useSecurityApi();
  const query = useQuery({
    queryKey: securityKeys.twoStep,
    queryFn: ({ signal }) => api.twoStep(signal),
  });
  return (
    <SecuritySection
      id="two-step"
      title={t("Two-step sign-in")}
      lead={t(
        "A code from your phone, asked for after your password. A stolen password is then not enough.",
      )}
    >
      <Loaded query={query} lines={4}>
        {(state) => <State state={state} />}
      </Loaded>
    </SecuritySection>
  );
};

const State = ({ state }: { readonly state: TwoStep }) => {
  const t = useTexts();
  const [isSettingUp, setSettingUp] = useState(false);
  const focusSection = useFocusSection();
  return (
    <div className="stack">
      <p className="row">
        <span className="state-badge" data-state={state.enabled ? "ok" : "unknown"}>
          {t(state.enabled ? "On" : "Off")}
        </span>
        <span>
          {t(
            state.enabled
              ? "Signing in asks for a code of one of your apps."
              : "Signing in asks for your password alone.",
          )}
        </span>
      </p>
      {state.required && !state.enabled && (
        <Notice tone="warn" title={t("Your role needs a second factor")}>
          {t("Until you have shown one, its rights do not count. Set up an app, or add a passkey.")}
        </Notice>
      )}
      {state.factors.length > 0 && (
        <ul className="list-plain divided" aria-label={t("Authenticator apps")}>
          {state.factors.map((app) => (
            <App key={app.id} app={app} isLast={state.factors.length === 1} />
          ))}
        </ul>
      )}
      <div>
        <Button look={state.enabled ? "secondary" : "primary"} onPress={() => setSettingUp(true)}>
          {t(state.enabled ? "Add another app" : "Set up an authenticator app")}
        </Button>
      </div>
      {isSettingUp && (
        <AppSetup
          isFirst={!state.enabled}
          onDone={() => {
            setSettingUp(false);
            focusSection();
          }}
        />
      )}
      {state.enabled && <Recovery left={state.recoveryCodesLeft} />}
      {state.rememberedDevices.length > 0 && <Remembered browsers={state.rememberedDevices} />}
    </div>
  );
};

const App = ({ app, isLast }: { readonly app: AuthenticatorApp; readonly isLast: boolean }) => {
  const t = useTexts();
  const api = useSecurityApi();
  return (
    <Item title={app.name} facts={<AddedAndUsed thing={app} />}>
      <AskButton
        label={t("Remove")}
        accessibleLabel={t("Remove the app {name}", { name: app.name })}
        title={t(isLast ? "Turn two-step sign-in off?" : "Remove this app?")}
        confirmLabel={t(isLast ? "Turn it off" : "Remove the app")}
        cancelLabel={t("Keep it")}
        run={() => api.removeApp(app.id)}
        done={t(isLast ? "Two-step sign-in is off." : "The app was removed.")}
      >
        {isLast ? (
          <p>
            {t.rich(
              "<strong>{name}</strong> is your only app. Without it your password alone signs in, your recovery codes are gone, and no browser is remembered.",
              { name: app.name, strong: (words) => <strong>{words}</strong> },
            )}
          </p>
        ) : (
          <p>
            {t.rich(
              "Codes of <strong>{name}</strong> do not sign in any more. Your other apps stay.",
              { name: app.name, strong: (words) => <strong>{words}</strong> },
            )}
          </p>
        )}
        <OthersEnd />
      </AskButton>
    </Item>
  );
};

const FEW = 3;

const Recovery = ({ left }: { readonly left: number }) => {
  const t = useTexts();
  const api = useSecurityApi();
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <div className="stack stack-tight subsection">
      <h3>{t("Recovery codes")}</h3>
      <p>
        {left === 0
          ? t("None is left. If you lose your app now, you are locked out.")
          : t("{left} of 10 are left. Each signs in once if you do not have your app.", { left })}
      </p>
      {left > 0 && left <= FEW && (
        <Notice tone="warn">{t("Few are left. Make new ones before you need them.")}</Notice>
      )}
      <div>
        <AskButton
          label={t("Make new codes")}
          title={t("Make new recovery codes?")}
          confirmLabel={t("Make new codes")}
          run={async () => setCodes(await api.renewRecoveryCodes())}
        >
          <p>{t("You get ten new codes. The old ones do not work any more.")}</p>
          <OthersEnd />
        </AskButton>
      </div>
      {codes !== undefined && <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
    </div>
  );
};

const Remembered = ({ browsers }: { readonly browsers: readonly RememberedBrowser[] }) => {
  const t = useTexts();
  const api = useSecurityApi();
  return (
    <div className="stack stack-tight subsection">
      <h3>{t("Browsers that are not asked")}</h3>
      <ul className="list-plain divided" aria-label={t("Browsers that are not asked for a code")}>
        {browsers.map((browser) => {
          const name = describeAgent(t, browser.agent);
          return (
            <Item
              key={browser.id}
              title={name}
              facts={t.rich("Last used <ago></ago> · until <day></day>", {
                ago: () => <Ago iso={browser.lastUsedAt} />,
                day: () => <Day iso={browser.expiresAt} />,
              })}
            >
              <AskButton
                label={t("Ask again")}
                accessibleLabel={t("Ask {name} for a code again", { name })}
                title={t("Ask this browser again?")}
                confirmLabel={t("Ask again")}
                cancelLabel={t("Leave it")}
                run={() => api.forgetBrowser(browser.id)}
                done={t("That browser is asked for a code again.")}
              >
                <p>
                  {t.rich(
                    "The next sign-in with <strong>{name}</strong> needs a code. A sign-in that is open there goes on.",
                    { name, strong: (words) => <strong>{words}</strong> },
                  )}
                </p>
              </AskButton>
            </Item>
          );
        })}
      </ul>
    </div>
  );
};
