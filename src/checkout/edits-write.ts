/** Edits put into the checkout: all of them, or none. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asLabctlError, LabctlError } from '../base/errors.ts';
import { type EditedFile, refusal } from '../files/text-file.ts';
import { readCheckoutFile } from './checkout-file.ts';
import { type Checkout, findInCheckout } from './checkout-path.ts';

/**
 * Replaces the content of each file; permissions stay. Throws EDIT_FAILED where a file is not what it was when the
 * edits were computed, FILE_FAILED where it cannot be written; every file is then as it was.
 */
export async function writeEdits(files: readonly EditedFile[], checkout: Checkout): Promise<void> {
  const staged: StagedFile[] = [];
  const replaced: StagedFile[] = [];
  try {
    for (const file of files) staged.push(await stage(file, checkout));
    for (const file of staged) {
      await rename(file.temporary, file.target);
      replaced.push(file);
    }
  } catch (error) {
    const lost = await putBack(replaced);
    const failure = asLabctlError(error, 'FILE_FAILED', 'cannot write the edits of updateFile');
    if (lost.length === 0) throw failure;
    const message = `${failure.message}; these edits could not be taken back: ${lost.join(', ')}`;
    throw new LabctlError(failure.code, message, { cause: failure });
  } finally {
    for (const { temporary } of staged) await rm(temporary, { force: true });
  }
}

type StagedFile = {
  readonly file: EditedFile;
  readonly target: string;
  /** Permission bits of the file. */
  readonly permissions: number;
  /** The new content, in the folder of the file: a rename cannot leave its file system. */
  readonly temporary: string;
};

async function stage(file: EditedFile, checkout: Checkout): Promise<StagedFile> {
  const { content } = await readCheckoutFile(file.path, checkout);
  if (!content.equals(file.before)) throw refusal(file.path, 'it has changed since it was read');
  const { real, stats } = await findInCheckout(file.path, checkout);
  const permissions = stats.mode & 0o7777;
  const temporary = await writeBeside(real, file.after, permissions);
  return { file, target: real, permissions, temporary };
}

/** Writes a new file into the folder of `target` and answers its path. */
async function writeBeside(target: string, content: Buffer, permissions: number): Promise<string> {
  const temporary = join(dirname(target), `.labctl-${randomBytes(8).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(content);
    // Not by `open`, which the umask would narrow.
    await handle.chmod(permissions);
    await handle.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
}

/** Gives the files their old content and answers the paths for which that failed. */
async function putBack(replaced: readonly StagedFile[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { file, target, permissions } of replaced) {
    try {
      await rename(await writeBeside(target, file.before, permissions), target);
    } catch {
      lost.push(file.path);
    }
  }
  return lost;
}
