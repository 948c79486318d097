/** How the sources may hang together: layers, homes of packages, circles, and the size of folders and files. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Top to bottom: a line imports from the lines below it and from itself, names of one line never from each other. */
const LAYERS = [
  ['main.ts'],
  ['cli', 'action', 'stop-signals.ts'],
  ['supported-node.ts'],
  ['images', 'factory'],
  ['checkout', 'forge', 'packer', 'talos', 'registry'],
  ['http', 'store', 'credentials', 'tools', 'yaml'],
  ['files'],
  ['stream'],
  ['programs'],
  ['request'],
  ['report'],
  ['base'],
];

/** The same within a domain: from a request down to the manifest. */
const LAYERS_OF_IMAGES = [
  ['wire'],
  ['verbs'],
  ['transfer'],
  ['update-file'],
  ['catalog'],
  ['manifest'],
  ['request.ts'],
  ['idle-options.ts'],
  ['options', 'report.ts'],
];

/** Packages that one place alone may import. What is not named here may be imported anywhere. */
const HOMES: Readonly<Record<string, RegExp>> = {
  '@actions/core': /^action\//,
  '@actions/github': /^forge\/github\//,
  '@octokit/': /^forge\/github\//,
  '@actions/tool-cache': /^tools\//,
  '@aws-sdk/': /^store\/s3\//,
  '@smithy/': /^store\/s3\//,
  commander: /^cli\//,
  'cli-progress': /^cli\//,
  ajv: /^images\/manifest\//,
  yaml: /^(yaml|credentials\/sops)\//,
  re2js:
    /^images\/(manifest\/(pattern|group-references)|update-file\/(prepared-)?replacement)\.ts$/,
  'lzma-native': /^stream\/xz\/xz-library\.ts$/,
  undici: /^forge\/github\/api\//,
};

const MAX_FILES_OF_A_FOLDER = 12;
const MAX_LINES = 300;

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** A source file: its path from `src`, and its text. */
type Source = { readonly file: string; readonly text: string };

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(SRC.length));
const sources = files
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file): Source => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

/** Specifiers that a file imports or re-exports, also for types alone. */
function importsOf({ text }: Source): string[] {
  const pattern = /(?:\bfrom|\bimport)\s*(?:\(\s*)?(?:\/\*[^*]*\*\/\s*)?'([^']+)'/g;
  return [...text.matchAll(pattern)].map(([, specifier = '']) => specifier);
}

function filesImportedBy(source: Source): string[] {
  const relative = importsOf(source).filter((specifier) => specifier.startsWith('.'));
  return relative.map((specifier) => posix.join(dirname(source.file), specifier));
}

/** Imports that the table forbids, as `from → to`; of files below `root`, which are named without it. */
function againstLayers(all: readonly Source[], layers: readonly string[][], root = ''): string[] {
  const nameOf = (file: string) => file.slice(root.length).split('/')[0] ?? '';
  const levelOf = (file: string) => layers.findIndex((line) => line.includes(nameOf(file)));
  return all
    .filter(({ file }) => file.startsWith(root))
    .flatMap((source) => {
      const inside = filesImportedBy(source).filter((target) => target.startsWith(root));
      const forbidden = inside.filter((target) => {
        if (levelOf(source.file) < 0 || levelOf(target) < 0) return true;
        if (nameOf(source.file) === nameOf(target)) return false;
        return levelOf(target) <= levelOf(source.file);
      });
      return forbidden.map((target) => `${source.file} → ${target}`);
    });
}

function againstHomes(all: readonly Source[]): string[] {
  return all.flatMap((source) =>
    importsOf(source).flatMap((specifier) => {
      const home = Object.entries(HOMES).find(
        ([name]) =>
          specifier === name || specifier.startsWith(name.endsWith('/') ? name : `${name}/`),
      );
      return home === undefined || home[1].test(source.file)
        ? []
        : [`${source.file} → ${specifier}`];
    }),
  );
}

/** Every circle of imports, as the file that closes it. */
function circles(all: readonly Source[]): string[] {
  const imported = new Map(all.map((source) => [source.file, filesImportedBy(source)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, above: readonly string[]): void => {
    if (above.includes(file)) found.push([...above.slice(above.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    done.add(file);
    for (const next of imported.get(file) ?? []) visit(next, [...above, file]);
  };
  for (const { file } of all) visit(file, []);
  return found;
}

describe('the sources', () => {
  it('import from the layers below alone', () => {
    assert.deepEqual(againstLayers(sources, LAYERS), []);
    assert.deepEqual(againstLayers(sources, LAYERS_OF_IMAGES, 'images/'), []);
  });

  it('import a package where its home is', () => {
    assert.deepEqual(againstHomes(sources), []);
    for (const name of Object.keys(HOMES)) {
      const users = sources.filter((source) => importsOf(source).some((s) => s.startsWith(name)));
      assert.notEqual(users.length, 0, `nobody imports ${name}: take it out of the table`);
    }
  });

  it('import in no circle', () => {
    assert.deepEqual(circles(sources), []);
  });

  it(`lie at most ${MAX_FILES_OF_A_FOLDER} to a folder, and have at most ${MAX_LINES} lines`, () => {
    const sizes = new Map<string, number>();
    for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
    const full = [...sizes].filter(([, size]) => size > MAX_FILES_OF_A_FOLDER);
    assert.deepEqual(full, []);
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > MAX_LINES);
    assert.deepEqual(
      long.map(({ file }) => file),
      [],
    );
  });

  it('read environment, working folder and time in the faces, the wiring and the clock alone', () => {
    const allowed = /^(action|cli|images\/wire)\/|^main\.ts$|^base\/clock\.ts$/;
    const readers = sources.filter(
      ({ file, text }) =>
        !allowed.test(file) && /process\.(env|cwd)\b|Date\.now\(/.test(withoutComments(text)),
    );
    assert.deepEqual(
      readers.map(({ file }) => file),
      [],
    );
  });

  it('start programs in one place, which passes no environment on', () => {
    const starters = sources.filter(({ text }) =>
      /child_process|['"](node:)?cluster['"]|process\.(binding|dlopen|execve)|@actions\/exec/.test(
        withoutComments(text),
      ),
    );
    assert.deepEqual(
      starters.map(({ file }) => file),
      ['programs/start-program.ts'],
    );
    const [calls] = starters.map(({ text }) => text.match(/\bspawn\([\s\S]*?\}\);/g) ?? []);
    assert.equal(calls?.length, 1);
    assert.match(calls?.[0] ?? '', /\n +env,\n/);
  });

  it('start threads in one place, without the environment', () => {
    const starters = sources.filter(({ text }) => text.includes('worker_threads'));
    assert.deepEqual(
      starters.map(({ file }) => file),
      ['stream/hash/hash-thread.ts'],
    );
    const threads = starters.flatMap(({ text }) => text.match(/new Worker\(.*\);/g) ?? []);
    assert.equal(threads.length, 1);
    assert.match(threads[0] ?? '', /\benv: \{\}/);
  });

  it('say in their first line what they are for', () => {
    for (const { file, text } of sources) assert.match(text, /^(#!.*\n)?\/\*\* [A-Z`]/, file);
  });
});

describe('the rules above', () => {
  const planted = (file: string, specifier: string): Source => ({
    file,
    text: `import { x } from '${specifier}';\n`,
  });

  for (const [file, specifier] of [
    ['stream/probe.ts', '../images/verbs/sync.ts'],
    ['store/s3/probe.ts', '../../credentials/environment.ts'],
    ['cli/probe.ts', '../action/action.ts'],
    ['base/probe.ts', '../report/progress.ts'],
    ['nowhere/probe.ts', '../base/errors.ts'],
  ] as const) {
    it(`refuse ${specifier} in ${file}`, () => {
      assert.equal(againstLayers([planted(file, specifier)], LAYERS).length, 1);
    });
  }

  it('refuse a climb within a domain', () => {
    const climb = planted('images/catalog/probe.ts', '../verbs/sync.ts');
    assert.equal(againstLayers([climb], LAYERS).length, 0);
    assert.equal(againstLayers([climb], LAYERS_OF_IMAGES, 'images/').length, 1);
  });

  it('refuse a package outside of its home, also a lazy import of it', () => {
    const lazy: Source = {
      file: 'cli/probe.ts',
      text: 'await import(/* webpackMode: "eager" */ \'@actions/core\');\n',
    };
    assert.equal(againstHomes([planted('images/probe.ts', '@aws-sdk/client-s3'), lazy]).length, 2);
  });

  it('see a circle', () => {
    const circle = [planted('base/a.ts', './b.ts'), planted('base/b.ts', './a.ts')];
    assert.deepEqual(circles(circle), ['base/a.ts → base/b.ts → base/a.ts']);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
