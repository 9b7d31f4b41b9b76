import type { CDPSession, Page } from "playwright-core";

/** How a device is built. */
interface Device {
  /** Whether it knows its owner, by a finger or a code; yes if not given. */
  readonly isVerifying?: boolean;
  /** Built in if not given; "usb" is a key that is plugged in. */
  readonly transport?: "internal" | "usb";
}

/** What speaks to the devices of a page's browser. */
export const watchDevices = async (page: Page): Promise<CDPSession> => {
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  return devices;
};

/** Adds a device that keeps passkeys and needs nobody to touch it; gives its id. */
export const addDevice = async (
  devices: CDPSession,
  { isVerifying = true, transport = "internal" }: Device = {},
): Promise<string> => {
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport,
      hasResidentKey: true,
      hasUserVerification: isVerifying,
      isUserVerified: isVerifying,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
};
