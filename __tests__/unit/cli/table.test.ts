import assert from 'node:assert/strict';
import { it } from 'node:test';
import { renderTable } from '../../../src/cli/table.ts';

it('a table lines up, numbers to the right, colours not counted', () => {
  const rows = [
    { name: 'talos', size: '1.2 GiB' },
    { name: 'vyos-stream', size: '9 MiB' },
  ];
  const table = renderTable(
    [
      { title: 'IMAGE', cell: (row) => row.name, paint: (text) => `<${text}>` },
      { title: 'SIZE', cell: (row) => row.size, right: true },
    ],
    rows,
  );
  assert.deepEqual(table.split('\n'), [
    'IMAGE           SIZE',
    '<talos      >  1.2 GiB',
    '<vyos-stream>    9 MiB',
  ]);
});
