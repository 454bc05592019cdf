import { createPrivateKey, sign } from 'node:crypto';

/** GitHub takes at most ten minutes; our clock may be ahead of its. Seconds. */
const [early, lifetime] = [60, 540];

/** The proof that we hold an app's private key, good for nine minutes; null when that is no RSA key. */
export function appJwt(appId: string, privateKey: string, now = Date.now()): string | null {
  const seconds = Math.floor(now / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: seconds - early, exp: seconds + lifetime, iss: appId })}`;
  try {
    const key = createPrivateKey(privateKey);
    return key.asymmetricKeyType === 'rsa' ? `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}` : null;
  } catch {
    return null;
  }
}
