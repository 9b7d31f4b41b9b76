import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../kit/index.ts";
import { type Messages, useTexts } from "../../texts/index.ts";
import { AskButton } from "../parts/ask-button.tsx";
import { Ago, Day, Item, Loaded } from "../parts/loaded.tsx";
import { securityKeys, useRefresh } from "../parts/queries.ts";
import { SecuritySection, useFocusSection } from "../parts/section.tsx";
import { type ApiKey, type ApiKeys, type NewApiKey, useSecurityApi } from "../security-api.ts";
import { CreateKey } from "./create-key.tsx";
import { type KeyState, keyStateAt, limitWords, scopeWords } from "./key-words.ts";
import { NewKey } from "./new-key.tsx";
import { RotateKey } from "./rotate-key.tsx";

/** API keys: what programs of the person call with. */
export const KeysSection = () => {
  const t = useTexts();
  const api = useSecurityApi();
  const query = useQuery({
    queryKey: securityKeys.keys,
    queryFn: ({ signal }) => api.keys(signal),
  });
  return (
    <SecuritySection
      id="keys"
      title={t("API keys")}
      lead={t("For your own programs. A key does what you allow it, until you revoke it.")}
    >
      <Loaded query={query}>{(keys) => <Keys keys={keys} />}</Loaded>
    </SecuritySection>
  );
};

type Open =
  | { readonly what: "create" }
  | { readonly what: "rotate"; readonly key: ApiKey }
  | { readonly what: "made"; readonly made: NewApiKey };

const Keys = ({ keys: { keys, scopes } }: { readonly keys: ApiKeys }) => {
  const t = useTexts();
  const [open, setOpen] = useState<Open>();
  const refresh = useRefresh();
  const focusSection = useFocusSection();
  const show = (made: NewApiKey) => {
    setOpen({ what: "made", made });
    void refresh();
  };
  const close = () => {
    setOpen(undefined);
    focusSection();
  };
  return (
    <div className="stack">
      {keys.length > 0 ? (
        <ul className="list-plain divided" aria-label={t("API keys")}>
          {keys.map((key) => (
            <Key key={key.id} apiKey={key} onRotate={() => setOpen({ what: "rotate", key })} />
          ))}
        </ul>
      ) : (
        <p>{t("You have none.")}</p>
      )}
      {scopes.length > 0 ? (
        <div>
          <Button onPress={() => setOpen({ what: "create" })}>{t("Make an API key")}</Button>
        </div>
      ) : (
        <p className="soft">{t("Nothing here can be called with a key.")}</p>
      )}
      {open?.what === "create" && <CreateKey scopes={scopes} onMade={show} onClose={close} />}
      {open?.what === "rotate" && <RotateKey apiKey={open.key} onMade={show} onClose={close} />}
      {open?.what === "made" && <NewKey made={open.made} onDone={close} />}
    </div>
  );
};

const stateWords = { replaced: "Replaced", ended: "Ended" } as const satisfies Messages;

const Key = (props: { readonly apiKey: ApiKey; readonly onRotate: () => void }) => {
  const t = useTexts();
  const { apiKey } = props;
  const api = useSecurityApi();
  const state = keyStateAt(apiKey, new Date());
  const badge = state === "valid" ? undefined : t.of(stateWords[state]);
  return (
    <Item
      title={
        <>
          {apiKey.name} {badge !== undefined && <span className="badge">{badge}</span>}
        </>
      }
      facts={<KeyFacts apiKey={apiKey} state={state} />}
    >
      {state === "valid" && (
        <Button
          isSmall
          look="quiet"
          aria-label={t("Replace the key {name}", { name: apiKey.name })}
          onPress={props.onRotate}
        >
          {t("Replace")}
        </Button>
      )}
      <AskButton
        label={t(state === "ended" ? "Remove" : "Revoke")}
        accessibleLabel={t(
          state === "ended" ? "Remove the key {name}, {prefix}" : "Revoke the key {name}, {prefix}",
          { name: apiKey.name, prefix: apiKey.prefix },
        )}
        title={t(state === "ended" ? "Remove this key?" : "Revoke this key?")}
        confirmLabel={t(state === "ended" ? "Remove the key" : "Revoke the key")}
        cancelLabel={t("Keep it")}
        run={() => api.revokeKey(apiKey.id)}
        done={t(state === "ended" ? "The key was removed." : "The key was revoked.")}
      >
        <p>
          {t(
            state === "ended"
              ? "It has ended already and only leaves the list."
              : "Programs that call with it are refused from their next call on. This cannot be undone.",
          )}
        </p>
        <p>
          <strong>{apiKey.name}</strong> · <code>{apiKey.prefix}…</code>
        </p>
      </AskButton>
    </Item>
  );
};

const KeyFacts = ({ apiKey, state }: { readonly apiKey: ApiKey; readonly state: KeyState }) => {
  const t = useTexts();
  return (
    <dl className="facts facts-tight">
      <dt>{t("Begins with")}</dt>
      <dd>
        <code>{apiKey.prefix}…</code>
      </dd>
      <dt>{t("May")}</dt>
      <dd>{apiKey.scopes.map((scope) => scopeWords(t, scope)).join(", ")}</dd>
      {apiKey.limit !== null && (
        <>
          <dt>{t("Own limit")}</dt>
          <dd>{limitWords(t, apiKey.limit)}</dd>
        </>
      )}
      {apiKey.signing !== null && (
        <>
          <dt>{t("Signs")}</dt>
          <dd>{t("its requests ({signing})", { signing: apiKey.signing })}</dd>
        </>
      )}
      <dt>{t("Made")}</dt>
      <dd>
        <Day iso={apiKey.createdAt} />
      </dd>
      <dt>{t("Last used")}</dt>
      <dd>{apiKey.lastUsedAt === null ? t("never") : <Ago iso={apiKey.lastUsedAt} />}</dd>
      <dt>{t(state === "ended" ? "Ended" : "Ends")}</dt>
      <dd>
        <Day iso={apiKey.expiresAt} />
      </dd>
    </dl>
  );
};
