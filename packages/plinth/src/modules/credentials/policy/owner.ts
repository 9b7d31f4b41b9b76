/** Whose password it is to be; own address and name make weak passwords. */
export interface PasswordOwner {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** Whether a second factor is asked for beside it: `passphrase` then asks for less length. */
  readonly hasSecondFactor?: boolean | undefined;
}
