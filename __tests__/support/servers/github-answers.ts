/** GitHub's answers: its own examples, with what the server knows put in their place. */
import type { Commit, TreeEntry } from './github-git.ts';
import { exampleOf } from './github-openapi.ts';

export type Repository = { readonly owner: string; readonly name: string; readonly webUrl: string };

export type Pull = {
  readonly number: number;
  readonly head: string;
  /** Of the head; moves with the branch while the pull request is open. */
  headSha: string;
  base: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  labels: string[];
};

export type Status = {
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly target_url: string | null;
};

export function repositoryAnswer({ owner, name, webUrl }: Repository): Record<string, unknown> {
  const example = exampleOf('full-repository-default-response');
  const { parent, source, template_repository, ...rest } = example;
  return {
    ...rest,
    language: null,
    name,
    full_name: `${owner}/${name}`,
    owner: { ...(example['owner'] as object), login: owner },
    html_url: `${webUrl}/${owner}/${name}`,
    default_branch: 'main',
  };
}

export function refAnswer(ref: string, sha: string): Record<string, unknown> {
  const url = 'https://api.github.com/';
  return { ref, node_id: 'REF_x', url, object: { type: 'commit', sha, url } };
}

export function commitAnswer(commit: Commit): Record<string, unknown> {
  const url = 'https://api.github.com/';
  return {
    ...exampleOf('git-commit'),
    sha: commit.sha,
    author: commit.author,
    committer: commit.committer,
    message: commit.message.trimEnd(),
    tree: { sha: commit.tree, url },
    parents: commit.parents.map((sha) => ({ sha, url, html_url: url })),
  };
}

/** A commit as comparisons show it: with the account that its author's address belongs to. */
export function comparedCommit(commit: Commit): Record<string, unknown> {
  const [example] = exampleOf('commit-comparison')['commits'] as Record<string, unknown>[];
  const { author, committer, message, tree } = commit;
  const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(author.email)?.[1];
  return {
    ...example,
    sha: commit.sha,
    commit: {
      ...(example?.['commit'] as object),
      author,
      committer,
      message: message.trimEnd(),
      tree: { sha: tree, url: 'https://api.github.com/' },
    },
    author: login === undefined ? null : { ...(example?.['author'] as object), login },
    parents: commit.parents.map((sha) => ({ sha, url: 'https://api.github.com/' })),
  };
}

export function treeAnswer(sha: string, tree: readonly TreeEntry[]): Record<string, unknown> {
  return { sha, url: 'https://api.github.com/', tree, truncated: false };
}

/** As GitHub writes them: Base64 in lines. */
export function blobAnswer(sha: string, content: Buffer): Record<string, unknown> {
  const lines = content.toString('base64').match(/.{1,60}/g) ?? [];
  const text = lines.map((line) => `${line}\n`).join('');
  const url = 'https://api.github.com/';
  return { sha, node_id: 'B_x', url, size: content.length, encoding: 'base64', content: text };
}

export function labelAnswer(name: string): Record<string, unknown> {
  return { ...exampleOf('label'), name, description: '' };
}

export function pullAnswer(pull: Pull, repository: Repository): Record<string, unknown> {
  const example = exampleOf('pull-request');
  const { owner, name, webUrl } = repository;
  const { number, title, body, state, merged } = pull;
  const side = (key: 'head' | 'base', ref: string, sha: string) => {
    const shown = example[key] as { repo: object };
    const repo = { ...shown.repo, name, full_name: `${owner}/${name}` };
    return { ...shown, label: `${owner}:${ref}`, ref, sha, repo };
  };
  const now = '2026-11-05T12:00:00Z';
  return {
    ...example,
    number,
    title,
    body: body === '' ? null : body,
    state,
    merged,
    html_url: `${webUrl}/${owner}/${name}/pull/${number}`,
    merged_at: merged ? now : null,
    closed_at: state === 'closed' ? now : null,
    labels: pull.labels.map(labelAnswer),
    requested_teams: [],
    head: side('head', pull.head, pull.headSha),
    base: side('base', pull.base, (example['base'] as { sha: string }).sha),
  };
}

export function statusAnswer({ sha: _, ...status }: Status): Record<string, unknown> {
  return { ...exampleOf('status'), ...status };
}

export function combinedStatusAnswer(sha: string, statuses: readonly Status[]) {
  const latest = new Map(statuses.map((status) => [status.context, status]));
  const shown = [...latest.values()].map(statusAnswer);
  const state = shown.length === 0 ? 'pending' : 'success';
  const example = exampleOf('combined-commit-status');
  return { ...example, sha, state, statuses: shown, total_count: shown.length };
}
