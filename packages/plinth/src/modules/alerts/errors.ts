import { defineErrors } from "#core";

/** What the alerts module answers beyond the platform's codes. */
export const alertErrors = defineErrors({
  INCIDENT_CLOSED: {
    status: 409,
    title: "The incident is closed",
    explanation:
      "Somebody closed it already, with a note. What happens now is an incident of its own; look for an open one of the same rule.",
  },
});
