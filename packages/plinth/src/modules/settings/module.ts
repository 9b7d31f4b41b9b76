import { defineModule } from "#modules/contract";
import { watchSettings } from "./watch.ts";

/** Watches that what runs is what the settings say, and what the profile asks for (CFG-08). */
export const settings = defineModule({
  name: "settings",
  setup: ({ alerts, config }) => {
    watchSettings(alerts, config);
    return {};
  },
});
