import { useQuery } from "@tanstack/react-query";
import { describeAgent } from "../../account/index.ts";
import type { DeviceSession } from "../../client/index.ts";
import { forgetPerson } from "../../session/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { AskButton } from "../parts/ask-button.tsx";
import { Ago, Day, Item, Loaded } from "../parts/loaded.tsx";
import { securityKeys } from "../parts/queries.ts";
import { SecuritySection } from "../parts/section.tsx";
import { useSecurityApi } from "../security-api.ts";

/** Where the person is signed in, and ways to end it (SES-04). */
export const DevicesSection = (props: { readonly onSignedOut: () => void }) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const query = useQuery({
    queryKey: securityKeys.sessions,
    queryFn: ({ signal }) => auth.sessions(signal),
  });
  return (
    <SecuritySection
      id="devices"
      title={t("Where you are signed in")}
      lead={t("Every browser and program with an open sign-in. End what you do not know.")}
    >
      <Loaded query={query} lines={4}>
        {(sessions) => (
          <div className="stack">
            <ul className="list-plain divided" aria-label={t("Devices")}>
              {sessions.map((session) => (
                <Device key={session.id} session={session} />
              ))}
            </ul>
            <div className="row">
              {sessions.some(({ current }) => !current) && <EndOthers />}
              <SignOutEverywhere onSignedOut={props.onSignedOut} />
            </div>
          </div>
        )}
      </Loaded>
    </SecuritySection>
  );
};

const Device = ({ session }: { readonly session: DeviceSession }) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const name = describeAgent(t, session.agent);
  return (
    <Item
      title={
        <>
          {name} {session.current && <span className="badge">{t("This browser")}</span>}
        </>
      }
      facts={t.rich("{address} · since <day></day> · last used <ago></ago>", {
        address: session.address,
        day: () => <Day iso={session.createdAt} />,
        ago: () => <Ago iso={session.lastSeenAt} />,
      })}
    >
      {session.current ? undefined : (
        <AskButton
          label={t("Sign out")}
          accessibleLabel={t("Sign out {name}, {address}", { name, address: session.address })}
          title={t("Sign this device out?")}
          confirmLabel={t("Sign it out")}
          run={() => auth.endSession(session.id)}
          done={t("That device is signed out.")}
        >
          <p>
            {t.rich(
              "<strong>{name}</strong> at {address} is signed out with its next call. Signing in again needs your password.",
              { name, address: session.address, strong: (words) => <strong>{words}</strong> },
            )}
          </p>
        </AskButton>
      )}
    </Item>
  );
};

const EndOthers = () => {
  const t = useTexts();
  const { auth } = useRuntime();
  return (
    <AskButton
      isLarge
      label={t("Sign out all others")}
      title={t("Sign out all others?")}
      confirmLabel={t("Sign them out")}
      run={() => auth.endOtherSessions()}
      done={t("All others are signed out.")}
    >
      <p>{t("Every browser and program but this one is signed out with its next call.")}</p>
      <p>{t("API keys go on working. Revoke them below if you do not trust them.")}</p>
    </AskButton>
  );
};

/** Ends every session, this one too. */
export const SignOutEverywhere = (props: {
  readonly onSignedOut: () => void;
  readonly isSmall?: boolean;
}) => {
  const t = useTexts();
  const runtime = useRuntime();
  const api = useSecurityApi();
  const end = async (): Promise<void> => {
    await api.endAllSessions();
    forgetPerson(runtime);
    props.onSignedOut();
  };
  return (
    <AskButton
      isLarge={props.isSmall !== true}
      look="danger"
      label={t("Sign out everywhere")}
      title={t("Sign out everywhere?")}
      confirmLabel={t("Sign out everywhere")}
      run={end}
      done={t("You are signed out everywhere.")}
    >
      <p>
        {t("Every browser and program is signed out, this one too. You sign in again afterwards.")}
      </p>
      <p>{t("API keys go on working. Revoke them first if you do not trust them.")}</p>
    </AskButton>
  );
};
