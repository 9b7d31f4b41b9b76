/** Why an image was refused. */
export type ImageFaultReason =
  | "unknown-type"
  | "broken"
  | "too-many-pixels"
  | "side-too-long"
  | "too-many-frames"
  | "cannot-decode"
  | "timeout"
  | "busy";

/** An image that is not taken, and why. `busy` is ours and passes; everything else is the image's. */
export class ImageFault extends Error {
  readonly reason: ImageFaultReason;

  constructor(reason: ImageFaultReason, message: string) {
    super(message);
    this.name = "ImageFault";
    this.reason = reason;
  }
}
