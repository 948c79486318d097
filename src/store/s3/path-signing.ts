/** Signatures for an endpoint with a path, which may be covered by them or be taken off before they are looked at. */
import type { S3Client } from '@aws-sdk/client-s3';

type Sender = Pick<S3Client, 'config' | 'send'>;

type Send = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * A client that signs the whole path, as S3 has it and Supabase wants it; and where that is refused, without the path
 * of the endpoint, as a server wants it that knows nothing of the proxy before it. What was taken once is kept.
 */
export function signedAsItTakes(
  { origin, pathname }: URL,
  create: (signed: { endpoint: string; pathBefore: string }) => Sender,
): Sender {
  const path = pathname.replace(/\/$/, '');
  const whole = create({ endpoint: `${origin}${path}`, pathBefore: '' });
  if (path === '') return whole;
  const bare = create({ endpoint: origin, pathBefore: path });
  let taken: Sender | undefined;

  async function send(...args: readonly unknown[]): Promise<unknown> {
    if (taken !== undefined) return (taken.send as Send)(...args);
    try {
      const answer = await (whole.send as Send)(...args);
      taken ??= whole;
      return answer;
    } catch (error) {
      if (!mayBeSignature(error)) throw error;
      return sendBare(args, error);
    }
  }

  async function sendBare(args: readonly unknown[], refusal: unknown): Promise<unknown> {
    try {
      const answer = await (bare.send as Send)(...args);
      taken ??= bare;
      return answer;
    } catch (error) {
      if (mayBeSignature(error)) throw refusal;
      if ((error as Refusal).$metadata?.httpStatusCode === 404) taken ??= bare;
      throw error;
    }
  }

  return { config: whole.config, send: send as S3Client['send'] };
}

type Refusal = {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
};

/** The answer to a HEAD says no more than 403. */
function mayBeSignature(error: unknown): boolean {
  const { name = '', $metadata } = error as Refusal;
  return (
    $metadata?.httpStatusCode === 403 && /^(SignatureDoesNotMatch|Unknown|Forbidden)$/.test(name)
  );
}
