/** The digest of a part that is known already, where the SDK would compute it again on the main thread. */
import type { UploadPartCommand } from '@aws-sdk/client-s3';

/** SigV4 takes it from here: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const HEADER = 'x-amz-content-sha256';

/** The same command, signed with this hex digest of its body. */
export function signWith(sha256: string, command: UploadPartCommand): UploadPartCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers[HEADER] = sha256;
      return next(args);
    },
    { step: 'build' },
  );
  return command;
}
