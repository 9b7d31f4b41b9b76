import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Checkbox, useToasts } from "../kit/index.ts";
import { Loaded } from "../security/parts/loaded.tsx";
import { SecuritySection } from "../security/parts/section.tsx";
import { useTexts } from "../texts/index.ts";
import { type Consent, privacyKeys, usePrivacyApi } from "./privacy-api.ts";
import { consentWords, describePrivacyError } from "./privacy-words.ts";

/** What needs the person's consent: one switch each, to give and to take back (PRIV-04). */
export const ConsentSection = () => {
  const t = useTexts();
  const api = usePrivacyApi();
  const query = useQuery({
    queryKey: privacyKeys.consents,
    queryFn: ({ signal }) => api.consents(signal),
  });
  return (
    <SecuritySection
      id="consent"
      title={t("What you agree to")}
      lead={t("Each is your choice, can be taken back here at any time, and counts at once.")}
    >
      <Loaded query={query} lines={3}>
        {(consents) =>
          consents.length === 0 ? (
            <p className="soft">{t("Nothing here needs your consent.")}</p>
          ) : (
            <ul className="list-plain divided" aria-label={t("Consents")}>
              {consents.map((consent) => (
                <ConsentItem key={consent.purpose} consent={consent} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </SecuritySection>
  );
};

const ConsentItem = ({ consent }: { readonly consent: Consent }) => {
  const t = useTexts();
  const api = usePrivacyApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const change = useMutation({
    mutationFn: (isGiven: boolean) => (isGiven ? api.give(consent) : api.withdraw(consent)),
    onSuccess: (next) => {
      queries.setQueryData<readonly Consent[]>(privacyKeys.consents, (known = []) =>
        known.map((one) => (one.purpose === next.purpose ? next : one)),
      );
    },
    onError: (error) => toasts.fail(describePrivacyError(t, error).message),
  });
  const note = consentWords(t, consent);
  return (
    <li className="stack stack-tight privacy-consent">
      <Checkbox
        isSelected={change.isPending ? change.variables : consent.state === "given"}
        isDisabled={change.isPending}
        onChange={(isGiven) => change.mutate(isGiven)}
      >
        <strong>{t.of(consent.title)}</strong>
      </Checkbox>
      <p className="small soft">{t.of(consent.text)}</p>
      {note !== undefined && <p className="small">{note}</p>}
    </li>
  );
};
