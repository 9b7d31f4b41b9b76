import { useTexts } from "../../texts/index.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { KeepDialog } from "../parts/keep-dialog.tsx";
import type { NewApiKey } from "../security-api.ts";

const HEADER = "Authorization: Bearer …";

/** A key that was just made: the only time that it is shown. */
export const NewKey = (props: { readonly made: NewApiKey; readonly onDone: () => void }) => {
  const t = useTexts();
  const { made } = props;
  return (
    <KeepDialog
      title={t("Your new API key")}
      keptLabel={t("I have kept the key")}
      warning={t("The key is not shown again. Without it you have to make another one.")}
      onDone={props.onDone}
    >
      <p>
        {t.rich(
          "This is <strong>{name}</strong>. Copy it now to where your program keeps its secrets. Nobody can show it again, and we tell you by mail that it was made.",
          { name: made.details.name, strong: (words) => <strong>{words}</strong> },
        )}
      </p>
      <Shown label={t("API key")} text={made.key} copyLabel={t("Copy the key")} />
      {made.signingSecret !== null && (
        <Shown
          label={t("Secret for signing requests")}
          text={made.signingSecret}
          copyLabel={t("Copy the secret")}
        />
      )}
      <p className="small soft">
        {t.rich("Programs send it as <code></code>", {
          code: () => <code>{HEADER}</code>,
        })}
      </p>
    </KeepDialog>
  );
};

const Shown = (props: {
  readonly label: string;
  readonly text: string;
  readonly copyLabel: string;
}) => (
  <div className="stack stack-tight">
    <p className="field-label">{props.label}</p>
    <p className="secret-text">
      <code>{props.text}</code>
    </p>
    <div>
      <CopyButton text={props.text} label={props.copyLabel} />
    </div>
  </div>
);
