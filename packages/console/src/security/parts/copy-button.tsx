import { useState } from "react";
import { Button, Icon } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";

/**
 * Puts a text into the clipboard, and says beside the button whether the browser allowed it: a toast
 * would lie over the buttons of the window.
 */
export const CopyButton = (props: { readonly text: string; readonly label: string }) => {
  const t = useTexts();
  const [outcome, setOutcome] = useState<"copied" | "refused">();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  };
  return (
    <>
      <Button isSmall onPress={() => void copy()}>
        <Icon name={outcome === "copied" ? "check" : "copy"} size={16} /> {props.label}
      </Button>
      <span role="status" className="small">
        {outcome === "copied" && t("Copied.")}
        {outcome === "refused" && t("The browser did not allow it. Select the text and copy it.")}
      </span>
    </>
  );
};
