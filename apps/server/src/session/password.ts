import { hash, verify } from '@node-rs/argon2';

/** argon2id with OWASP's parameters (19 MiB, t=2, p=1), the library's default. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

let hashOfNobody: Promise<string> | undefined;

/** Compares with the account's hash; for an unknown account it takes as long and says no, so that logins cannot be listed. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  hashOfNobody ??= hashPassword('nobody has this account');
  const matches = await verify(passwordHash ?? (await hashOfNobody), password);
  return matches && passwordHash !== undefined;
}
