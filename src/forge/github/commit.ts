/** Writes the one commit of a pull request through the Git Data API; no ref is moved here. */
import type { Draft } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { objectId, record } from './api/shape.ts';
import { digestOf, withTrailers } from './trailers.ts';
import type { ChangedFile } from './tree.ts';

type TreeEntry = { path: string; mode: ChangedFile['mode']; type: 'blob'; sha: string };

type CommitParts = {
  readonly branch: string;
  readonly draft: Draft;
  /** The parent, and its tree. */
  readonly base: { readonly sha: string; readonly tree: string };
  /** The files that the base does not hold like this. */
  readonly changed: readonly ChangedFile[];
};

const NAMED = record({ sha: objectId });

/** Blobs, tree, commit. Returns the commit's name; fails with FORGE_REJECTED. */
export async function writeCommit(
  { ask }: GitHubRepository,
  { branch, draft, base, changed }: CommitParts,
): Promise<string> {
  const entries: TreeEntry[] = [];
  for (const { path, mode, content } of changed) {
    const blob = { content: content.toString('base64'), encoding: 'base64' };
    const { sha } = await ask('write the commit', NAMED, ({ git }, common) =>
      git.createBlob({ ...common, ...blob }),
    );
    entries.push({ path, mode, type: 'blob', sha });
  }
  const { sha: tree } = await ask('write the commit', NAMED, ({ git }, common) =>
    git.createTree({ ...common, base_tree: base.tree, tree: entries }),
  );
  const trailers = { branch, tree, files: digestOf(changed) };
  const message = withTrailers(draft.commitMessage, trailers);
  // Without author and committer GitHub can sign the commits of Apps and of GITHUB_TOKEN as verified
  // (https://docs.github.com/en/authentication/managing-commit-signature-verification).
  const commit = await ask('write the commit', NAMED, ({ git }, common) =>
    git.createCommit({ ...common, message, tree, parents: [base.sha] }),
  );
  return commit.sha;
}
