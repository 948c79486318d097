import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../../src/images/manifest/image.ts';
import {
  needsHttpSource,
  parseTemplate,
  renderTemplate,
} from '../../../../src/images/manifest/template.ts';

const IMAGE: Pick<Image, 'name' | 'destination' | 'source'> = {
  name: 'vyos-iso',
  destination: 'vyos/vyos.iso',
  source: {
    type: 'http',
    url: 'https://example.org/$1/a.iso?b=$&',
    checksum: `sha256:${'ab'.repeat(32)}`,
  },
};

function render(value: string): string {
  const parsed = parseTemplate(value);
  assert.ok('template' in parsed, JSON.stringify(parsed));
  return renderTemplate(parsed.template, IMAGE);
}

test('puts in each variable, literally', () => {
  assert.equal(render('a = "{{ .Source.URL }}"'), 'a = "https://example.org/$1/a.iso?b=$&"');
  assert.equal(render('{{ .Source.Checksum }}'), `sha256:${'ab'.repeat(32)}`);
  assert.equal(render('{{ .Name }} in {{ .Destination }}.'), 'vyos-iso in vyos/vyos.iso.');
});

test('takes any blanks inside of the braces, and none', () => {
  assert.equal(render('{{.Name}}{{ \t.Name  }}'), 'vyos-isovyos-iso');
});

test('keeps text without variables as it is', () => {
  for (const text of ['', 'plain', '$1 %{x} }} { {', '\n\t']) assert.equal(render(text), text);
});

test('does not look into what it has put in', () => {
  const image = { ...IMAGE, name: '{{ .Destination }}' };
  const parsed = parseTemplate('{{ .Name }}');
  assert.ok('template' in parsed);
  assert.equal(renderTemplate(parsed.template, image), '{{ .Destination }}');
});

test('knows which templates need a download', () => {
  const needs = ['{{ .Name }}', '{{ .Source.URL }}', '{{ .Source.Checksum }}', 'x'].map((value) => {
    const parsed = parseTemplate(value);
    return 'template' in parsed && needsHttpSource(parsed.template);
  });
  assert.deepEqual(needs, [false, true, true, false]);
});

test('says what is wrong with a template', () => {
  for (const value of [
    '{{',
    '{{ .Foo }}',
    '{{ .Name',
    '{{- .Name }}',
    '{{ .Name.Foo }}',
    '{{{ .Name }}}',
  ]) {
    assert.ok('flaw' in parseTemplate(value), value);
  }
});
