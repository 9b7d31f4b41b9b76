import { ImageFault } from "#services/images";
import { fileErrors } from "./errors.ts";

/**
 * What an image's fault is to whoever sent it; other faults stay what they are. `onRefused` hears the
 * rule that the image broke.
 */
export const imageRefusal = (
  fault: unknown,
  field: string,
  onRefused: (rule: string) => void,
): unknown => {
  if (!(fault instanceof ImageFault)) return fault;
  if (fault.reason === "busy") {
    return fileErrors.make.IMAGES_BUSY({ headers: { "Retry-After": "5" } });
  }
  const rule = `image.${fault.reason}`;
  onRefused(rule);
  const detail = `The image cannot be used: ${fault.message}.`;
  return fileErrors.make.IMAGE_REFUSED({
    detail,
    faults: [{ field: `files.${field}`, rule, message: fault.message }],
  });
};
