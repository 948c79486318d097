/** An object that is there and that the listing of its store does not show. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { Store } from '../../store/store.ts';

/**
 * Throws STORE_INVALID where there is an object at a key that was not listed, and is not when it is asked for alone:
 * it would be published again by every run. (Listed now, another run has just published it.)
 */
export async function refuseUnlisted(
  store: Store,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  if ((await store.head(key, signal)) === undefined) return;
  if (await isListed(store, key, signal)) return;
  throw new LabctlError(
    'STORE_INVALID',
    `cannot publish ${printable(key)}: it is in ${store.label}, but the listing there does not show it under this ` +
      'name, so that every run would publish it again; give the image a destination of small letters, digits, "." and "-"',
  );
}

async function isListed(store: Store, key: string, signal: AbortSignal): Promise<boolean> {
  try {
    const listed = await store.list(key, signal);
    return listed.some((object) => object.key === key);
  } catch (error) {
    // It has the object under another name.
    if (error instanceof LabctlError && error.code === 'STORE_INVALID') return false;
    throw error;
  }
}
