import { Button, Icon, TextField, useTexts } from "@plinth/console";
import { useState } from "react";

/** A link that was made, which is shown this once. */
export const CopyLink = ({ address }: { readonly address: string }) => {
  const t = useTexts();
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setSaid(t("Copied."));
    } catch {
      setSaid(t("The browser does not allow it: copy it from the field."));
    }
  };
  return (
    <div className="stack stack-tight">
      <TextField
        label={t("Your link, shown this once")}
        isVerbatim
        isReadOnly
        value={address}
        hint={t("We keep only a fingerprint of it.")}
      />
      <div className="row">
        <Button isSmall onPress={() => void copy()}>
          <Icon name="copy" size={18} /> {t("Copy the link")}
        </Button>
        <span role="status" className="small">
          {said}
        </span>
      </div>
    </div>
  );
};
