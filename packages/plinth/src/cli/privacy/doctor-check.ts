import { sendControl } from "#app";
import type { Config } from "#config";
import type { RotationReport } from "#modules/privacy";
import type { Check } from "../doctor/checks.ts";
import { countsText, previousKeyText } from "./previous-key.ts";

const STOPPED =
  "whether anything needs one is known while the instance runs, or by `plinth keys previous`";

/** What is to be done, where it is known what was made with a SECRET_KEY of before. */
const judge = (
  digests: RotationReport["digests"],
  isSet: boolean,
): Pick<Check, "state" | "summary"> => {
  const isNeeded = digests.length > 0;
  if (isSet) {
    const what = isNeeded ? "it stays" : "take it out then";
    return { state: "good", summary: `set; ${previousKeyText(digests)}; ${what}` };
  }
  if (!isNeeded) return { state: "good", summary: "not set, and nothing needs it" };
  return {
    state: "bad",
    summary: `not set, and ${countsText(digests)} were made with a SECRET_KEY of before, or before that was noted: what was made with another key does not count until SECRET_KEY_PREVIOUS names it`,
  };
};

/** JWT_SECRET_KEY_PREVIOUS is over by itself: no access token lives for a day. */
const ofTokens = ({ secrets }: Config): string =>
  secrets.jwtSecretKeyPrevious === undefined
    ? ""
    : "; JWT_SECRET_KEY_PREVIOUS is set too, and may go a day after JWT_SECRET_KEY was changed";

/** Whether a SECRET_KEY of before is still set, what needs it, and what is to be done (PRIV-06). */
export const previousKey = async (config: Config | undefined): Promise<Check> => {
  const name = "keys";
  const notDone = (summary: string): Check => ({ name, state: "not done", summary, detail: null });
  if (config === undefined) return notDone("the settings do not say which there are");
  const isSet = config.secrets.secretKeyPrevious !== undefined;
  const set = `SECRET_KEY_PREVIOUS is ${isSet ? "set" : "not set"}`;
  const tokens = ofTokens(config);
  try {
    const request = { command: "keys.previous", arguments: {} };
    const answer = await sendControl(config.dataDirectory, request);
    if (answer === undefined) return notDone(`${set}; ${STOPPED}${tokens}`);
    if (!answer.ok) return notDone(`${set}; ${answer.message}${tokens}`);
    const digests = answer.value as RotationReport["digests"];
    const { state, summary } = judge(digests, isSet);
    return {
      ...{ name, state, detail: { isSet, digests } },
      summary: `SECRET_KEY_PREVIOUS is ${summary}${tokens}`,
    };
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    return notDone(`${set}; the running instance was asked, but ${why}${tokens}`);
  }
};
