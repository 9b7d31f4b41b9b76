import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Passkey,
  type PasskeyList,
  type PasskeysApi,
  supportsPasskeys,
} from "../../client/index.ts";
import { Button, Notice } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { AskButton, OthersEnd } from "../parts/ask-button.tsx";
import { AddedAndUsed, Item, Loaded } from "../parts/loaded.tsx";
import { securityKeys } from "../parts/queries.ts";
import { SecuritySection, useFocusSection } from "../parts/section.tsx";
import { AddPasskey, RenamePasskey } from "./passkey-forms.tsx";

/** Passkeys: seen, added, named and removed. */
export const PasskeysSection = () => {
  const t = useTexts();
  const { passkeys: api } = useRuntime();
  const query = useQuery({
    queryKey: securityKeys.passkeys,
    queryFn: ({ signal }) => api.list(signal),
  });
  return (
    <SecuritySection
      id="passkeys"
      title={t("Passkeys")}
      lead={t(
        "Sign in with your fingerprint, your face or a security key. No password to type, none to steal.",
      )}
    >
      <Loaded query={query}>{(list) => <Passkeys api={api} list={list} />}</Loaded>
    </SecuritySection>
  );
};

const Passkeys = (props: { readonly api: PasskeysApi; readonly list: PasskeyList }) => {
  const t = useTexts();
  const { api, list } = props;
  const [isAdding, setAdding] = useState(false);
  const focusSection = useFocusSection();
  const close = () => {
    setAdding(false);
    focusSection();
  };
  return (
    <div className="stack">
      {list.passkeys.length > 0 ? (
        <ul className="list-plain divided" aria-label={t("Passkeys")}>
          {list.passkeys.map((passkey) => (
            <PasskeyItem
              key={passkey.id}
              api={api}
              passkey={passkey}
              isLast={list.passkeys.length === 1}
            />
          ))}
        </ul>
      ) : (
        <p>{t("You have none yet.")}</p>
      )}
      <Adding list={list} onAdd={() => setAdding(true)} />
      {isAdding && <AddPasskey api={api} onDone={close} />}
    </div>
  );
};

const Adding = (props: { readonly list: PasskeyList; readonly onAdd: () => void }) => {
  const t = useTexts();
  if (!props.list.available) {
    return (
      <Notice title={t("Not at this address")}>
        {t(
          "Passkeys need an address with https and a name. Whoever runs this service can set one.",
        )}
      </Notice>
    );
  }
  if (/^[0-9.]+$|^\[/.test(location.hostname)) {
    return (
      <Notice title={t("Not at this address")}>
        {t(
          "Passkeys belong to a name, and this page was opened by a number. Open it by its name, on your own computer as localhost.",
        )}
      </Notice>
    );
  }
  if (!supportsPasskeys()) {
    return (
      <Notice title={t("This browser has no passkeys")}>
        {t("Open this page in a current Chrome, Edge, Firefox or Safari to add one.")}
      </Notice>
    );
  }
  return (
    <div>
      <Button onPress={props.onAdd}>{t("Add a passkey")}</Button>
    </div>
  );
};

const PasskeyItem = (props: {
  readonly api: PasskeysApi;
  readonly passkey: Passkey;
  readonly isLast: boolean;
}) => {
  const t = useTexts();
  const { api, passkey } = props;
  const [isRenaming, setRenaming] = useState(false);
  return (
    <Item
      title={
        <>
          {passkey.name}{" "}
          <span className="badge">{t(passkey.synced ? "Synced" : "On one device only")}</span>
        </>
      }
      facts={<AddedAndUsed thing={passkey} />}
    >
      <Button
        isSmall
        look="quiet"
        aria-label={t("Rename {name}", { name: passkey.name })}
        onPress={() => setRenaming(true)}
      >
        {t("Rename")}
      </Button>
      {isRenaming && (
        <RenamePasskey api={api} passkey={passkey} onDone={() => setRenaming(false)} />
      )}
      <AskButton
        label={t("Remove")}
        accessibleLabel={t("Remove {name}", { name: passkey.name })}
        title={t("Remove this passkey?")}
        confirmLabel={t("Remove the passkey")}
        cancelLabel={t("Keep it")}
        run={() => api.remove(passkey.id)}
        done={t("The passkey was removed.")}
      >
        <p>
          {t.rich(
            props.isLast
              ? "<strong>{name}</strong> does not sign in any more. It is your last one: from then on you sign in with your password. Where there is none, it cannot be removed."
              : "<strong>{name}</strong> does not sign in any more.",
            { name: passkey.name, strong: (words) => <strong>{words}</strong> },
          )}
        </p>
        <p>
          {t(
            "Your device may go on offering it. Delete it there too, in its settings for passwords.",
          )}
        </p>
        <OthersEnd />
      </AskButton>
    </Item>
  );
};
