import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { nameSchematic, type Schematic } from '../../../src/talos/schematic.ts';

const read = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');

/** Ids that the factory has given, each with where it was published. */
const published: readonly { schematic: Schematic; id: string; source: string }[] = JSON.parse(
  read('talos-schematic-published.json'),
);

/** What Go's yaml.v3 wrote for one kernel argument a row; the last row is an embedded configuration. */
const golden: readonly { In: string; Yaml: string; ID: string }[] = read(
  'talos-schematic-golden.jsonl',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

describe('nameSchematic', () => {
  for (const { schematic, id, source } of published) {
    it(`gives ${JSON.stringify(schematic)} the id ${id.slice(0, 8)} of ${source}`, () => {
      assert.equal(nameSchematic(schematic).id, id);
    });
  }

  for (const { In, Yaml, ID } of golden.filter(({ In }) => In !== '<embedded>' && In !== '<<')) {
    it(`writes the argument ${JSON.stringify(In)} as Go does`, () => {
      const named = nameSchematic({ customization: { extraKernelArgs: [In] } });
      assert.deepEqual(named, { yaml: Yaml, id: ID });
    });
  }

  it('writes an embedded configuration as Go does', () => {
    const row = golden.at(-1);
    const lines = row?.Yaml.split('\n').slice(2, -1) ?? [];
    const text = `${lines.map((line) => line.slice(8)).join('\n')}\n`;
    const named = nameSchematic({ customization: { embeddedMachineConfiguration: text } });
    assert.deepEqual(named, { yaml: row?.Yaml, id: row?.ID });
  });

  it('quotes <<, as the YAML library of the factory of today does', () => {
    const { yaml } = nameSchematic({ customization: { extraKernelArgs: ['<<'] } });
    assert.match(yaml, /- "<<"\n$/);
  });

  it('tells lists of another order apart, and empty members from none not', () => {
    const of = (...args: string[]) => nameSchematic({ customization: { extraKernelArgs: args } });
    assert.notEqual(of('a', 'b').id, of('b', 'a').id);
    assert.equal(of().id, nameSchematic({}).id);
    const empty: Schematic = { overlay: {}, customization: { meta: [], secureboot: {} } };
    assert.equal(nameSchematic(empty).yaml, 'customization: {}\n');
  });

  it('sorts the options of an overlay, and keeps the order of everything else', () => {
    const { yaml } = nameSchematic({
      customization: { bootloader: 'grub', extraKernelArgs: ['a'] },
      overlay: { options: { b10: 1, b9: [true], a: { d: 'x', c: 'yes' } }, name: 'x' },
    });
    assert.equal(
      yaml,
      [
        'overlay:',
        '    name: x',
        '    options:',
        '        a:',
        '            c: "yes"',
        '            d: x',
        '        b9:',
        '            - true',
        '        b10: 1',
        'customization:',
        '    extraKernelArgs:',
        '        - a',
        '    bootloader: grub',
        '',
      ].join('\n'),
    );
  });
});
