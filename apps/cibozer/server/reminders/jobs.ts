import { defineJob, idText, strictObject } from "plinth";

/** Each minute: who is to be looked at. */
export const TAKE_DUE = defineJob({
  name: "take-due-reminders",
  payload: strictObject({}),
  retries: 0,
  keepMs: 0,
});

/** One person. */
export const REMIND = defineJob({
  name: "remind",
  payload: strictObject({ accountId: idText() }),
  retries: 2,
  keepMs: 0,
});
