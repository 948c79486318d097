import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import type { OptionName } from '../../../src/images/options/options.ts';
import type { Verb } from '../../../src/images/options/verbs.ts';
import { readRequest, readVerb } from '../../../src/images/request.ts';
import { parseSize } from '../../../src/request/option-reader.ts';

function ask(verb: Verb, given: Partial<Record<OptionName, string>>) {
  return readRequest(verb, { get: (name) => given[name], label: (name) => `--${name}` });
}

function refuses(verb: Verb, given: Partial<Record<OptionName, string>>, ...fragments: string[]) {
  assert.throws(
    () => ask(verb, given),
    (error: unknown) => {
      assert.ok(error instanceof LabctlError);
      assert.equal(error.code, 'INPUT_INVALID');
      for (const fragment of fragments) assert.ok(error.message.includes(fragment), error.message);
      return true;
    },
  );
}

describe('a request', () => {
  it('has every default where nothing is given', () => {
    assert.deepEqual(ask('sync', {}), {
      verb: 'sync',
      manifest: './images/images.yaml',
      store: undefined,
      credentials: undefined,
      sopsAgeKey: undefined,
      sopsAgeKeyFile: undefined,
      sopsVersion: undefined,
      updateFiles: true,
      pullRequest: {
        token: undefined,
        branch: 'automated/image-updates',
        base: undefined,
        title: 'chore: update source image references',
        body: undefined,
        labels: ['automated'],
        statusContext: 'sync',
      },
      summary: true,
      packerVersion: undefined,
      packerEnv: [],
      images: undefined,
      dryRun: false,
      shards: undefined,
      force: false,
      transfer: true,
      concurrency: 3,
      connections: 0,
      maxDecodedBytes: 64 * 2 ** 30,
      tempDir: undefined,
      maxParts: 9000,
    });
  });

  it('takes an empty text for "not given", as runners pass unset inputs', () => {
    assert.deepEqual(ask('list', { store: '', prefix: '' }), ask('list', {}));
  });

  it('reads names with commas or line ends between them, each once', () => {
    const request = ask('sync', { images: ' talos, vyos\nharvester,talos,' });
    assert.deepEqual('images' in request && request.images, ['talos', 'vyos', 'harvester']);
  });

  it('takes 0 connections for as many as help, and no more than 16', () => {
    assert.equal((ask('download', { name: 'a' }) as { connections: number }).connections, 0);
    assert.equal((ask('sync', { connections: '16' }) as { connections: number }).connections, 16);
    refuses('sync', { connections: '17' }, '--connections', 'from 0 to 16');
    refuses('upload', { source: 'a', destination: 'b', connections: '2' }, 'does not apply');
  });

  for (const text of ['0', '-5GiB', 'big', '1e9', '5 apples', '99999999999999999999', '0.0001B']) {
    it(`refuses "${text}" for a size`, () => {
      refuses('sync', { 'max-decoded-size': text }, '--max-decoded-size', '64GiB');
    });
  }

  it('reads sizes in binary and decimal units', () => {
    assert.equal(parseSize('64GiB'), 64 * 2 ** 30);
    assert.equal(parseSize('1.5 MB'), 1_500_000);
    assert.equal(parseSize('4096'), 4096);
    assert.equal(parseSize('1tib'), 2 ** 40);
  });

  it('refuses more jobs than a matrix has', () => {
    refuses('sync', { shards: '257', 'dry-run': 'true' }, '--shards', '256');
  });

  const UPLOAD = { source: 'a', destination: 'b' };
  for (const [verb, given, idle, reason] of [
    ['sync', { shards: '3' }, 'shards', 'without --dry-run'],
    ['sync', { shards: '3', 'dry-run': 'false' }, 'shards', 'without --dry-run'],
    ['sync', { 'no-transfer': 'true', 'dry-run': 'true' }, 'no-transfer', 'with --dry-run'],
    ['sync', { force: 'true', 'no-transfer': 'true' }, 'force', 'with --no-transfer'],
    ['sync', { title: 'x', 'no-update-files': 'true' }, 'title', 'with --no-update-files'],
    ['sync', { store: 'x', credentials: 'y' }, 'credentials', 'with --store'],
    ['sync', { store: 'x', 'max-parts': '1000' }, 'max-parts', 'with --store'],
    ['upload', { ...UPLOAD, store: 'x', 'max-parts': '1000' }, 'max-parts', 'with --store'],
    ['list', { 'sops-version': '3.9.0' }, 'sops-version', 'without --credentials'],
    ['prune', { 'sops-age-key-file': 'k' }, 'sops-age-key-file', 'without --credentials'],
    [
      'list',
      { credentials: 'c', 'sops-age-key': 'k', 'sops-age-key-file': 'f' },
      'sops-age-key-file',
      'with --sops-age-key',
    ],
    ['download', { name: 'a', from: 'manifest', store: 'x' }, 'store', 'with --from manifest'],
    ['download', { name: 'a', manifest: 'x' }, 'manifest', 'without --from manifest'],
    ['download', { name: 'a', 'temp-dir': 'x' }, 'temp-dir', 'without --from manifest'],
    ['download', { name: 'a', connections: '4' }, 'connections', 'without --from manifest'],
  ] as const) {
    it(`refuses what would do nothing: ${verb} ${JSON.stringify(given)}`, () => {
      refuses(verb, given, `--${idle} has no effect`, reason);
    });
  }

  it('takes the defaults that an Action hands over, and what belongs to the real run in a dry run', () => {
    ask('download', { name: 'a', from: 'bucket', connections: '0', 'max-decoded-size': '64GiB' });
    ask('sync', { store: 'x', 'max-parts': '9000', 'no-transfer': 'false', labels: 'automated' });
    ask('sync', { 'dry-run': 'true', shards: '3', concurrency: '2', 'temp-dir': 'x', title: 't' });
    ask('download', { name: 'a', from: 'manifest', manifest: 'm', connections: '4' });
    // A secret that every step of a job is given.
    ask('sync', { store: 'x', 'sops-age-key': 'k' });
  });

  it('refuses a list of names without a name', () => {
    refuses('sync', { images: ' , ,' }, '--images', 'commas');
  });

  it('refuses a choice that there is not', () => {
    refuses('download', { name: 'a', from: 'moon' }, '--from', '"moon"', 'bucket or manifest');
  });

  it('refuses a NUL in a path', () => {
    refuses('sync', { manifest: 'a\0b' }, '--manifest', 'NUL');
  });

  it('shows control characters of a value escaped', () => {
    refuses('sync', { force: 'x\n::add-mask::y' }, '"x\\u000a::add-mask::y"');
  });

  it('names what an upload cannot do without', () => {
    refuses('upload', { destination: 'a' }, '--source is missing');
    refuses('upload', { source: 'a' }, '--destination is missing');
    refuses('download', {}, '--name is missing');
  });

  it('refuses an option that the verb would ignore, but not its default', () => {
    refuses('list', { force: 'true' }, '--force does not apply to list', 'sync');
    ask('list', { force: 'false', concurrency: '3', 'max-delete': '10' });
  });

  it('takes the token that a runner gives to every mode', () => {
    ask('list', { token: 'ghs_token' });
    const request = ask('sync', { token: 'ghs_token' });
    assert.equal(request.verb === 'sync' && request.pullRequest.token, 'ghs_token');
  });

  it('reads variables as lines of name=value, and shows no value of a wrong one', () => {
    const request = ask('build', { template: 'vyos', var: 'a=1\nb-c=x=y\n' });
    assert.deepEqual(request.verb === 'build' && request.variables, { a: '1', 'b-c': 'x=y' });
    refuses('build', { template: 'vyos', var: '1a=secret' }, '--var', '"1a"', 'name=value');
  });

  it('refuses a verb that there is not', () => {
    assert.throws(
      () => readVerb('snyc', 'input "mode"'),
      (error: unknown) =>
        error instanceof LabctlError && /"snyc".*sync, validate/.test(error.message),
    );
  });
});
