/** Servers that send their clients elsewhere. */
import assert from 'node:assert/strict';
import { redirectTo } from '../../support/servers/origin-fault.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { IMAGE } from './images.ts';

const LINK_LOCAL = ['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', '2852039166'];

export const REDIRECT_ROWS: readonly FaultRow[] = [
  {
    row: 10,
    fault:
      'Redirects: many, in a circle, to plain http, to a file, to the metadata service of a cloud',
    labctl:
      'Follows up to ten, never off https nor to a link-local address, and sends no login to anybody.',
    cases: {
      async 'every kind of redirect is followed, relative ones too'(lab) {
        const kinds = [301, 302, 303, 307, 308];
        for (const status of kinds) {
          const image = Buffer.concat([IMAGE, Buffer.from(`${status}`)]);
          await lab.offer(`image-${status}`, image);
          lab.origin.serve(`/files/${status}`, image);
          lab.origin.script(`/image-${status}.iso`, redirectTo(`files/${status}`, status));
        }
        expectSuccess(await lab.sync());
        await lab.expectPublished(...kinds.map((status) => `image-${status}`));
      },
      async 'ten redirects are followed, the eleventh is refused'(lab) {
        await lab.offer('ten', IMAGE, { path: '/hop-10' });
        await lab.offer('eleven', Buffer.from('another image'), { path: '/hop-11' });
        lab.origin.serve('/hop-0', IMAGE);
        for (let hop = 1; hop <= 11; hop += 1) {
          lab.origin.script(`/hop-${hop}`, { ...redirectTo(`/hop-${hop - 1}`), times: Infinity });
        }
        const says = ['more than 10 redirects'];
        expectFailures(await lab.sync(), { eleven: { code: 'SOURCE_REJECTED', says } });
        await lab.expectPublished('ten');
      },
      async 'a circle is refused'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', redirectTo('/elsewhere'));
        lab.origin.script('/elsewhere', redirectTo('/talos.iso'));
        const says = ['redirect refused', 'loop back to', '/talos.iso'];
        expectFailures(await lab.sync(), { talos: { code: 'SOURCE_REJECTED', says } });
        assert.equal(lab.origin.requests.length, 2);
        await lab.expectNothingLeft();
      },
      'a redirect to plain http is refused': refusesRedirects(
        ['http://localhost/talos.iso', 'HTTP://example.com/'],
        'want https:',
      ),
      'a redirect to a file, or to another scheme, is refused': refusesRedirects(
        ['file:///etc/passwd', 'ftp://example.com/x', 'data:,x', 'javascript:alert(1)'],
        'want https:',
      ),
      'a redirect to a link-local address is refused, however it is written': refusesRedirects(
        LINK_LOCAL.map((host) => `https://${host}/latest/meta-data/`),
        'link-local',
      ),
      'a redirect that names no URL is refused': refusesRedirects(['https://'], 'want a URL'),
      async 'a login in a redirect is neither sent nor shown'(lab) {
        await lab.offer('talos', IMAGE);
        const login = `https://me:hush@127.0.0.1:${lab.origin.port}/private`;
        lab.origin.script('/talos.iso', redirectTo(login));
        const run = await lab.sync();
        const says = [`got status 404 from 127.0.0.1:${lab.origin.port}`];
        expectFailures(run, { talos: { code: 'SOURCE_GONE', says, hides: ['hush'] } });
        assert.doesNotMatch(run.log, /hush/);
        for (const { headers } of lab.origin.requests) {
          assert.deepEqual([headers.authorization, headers.cookie], [undefined, undefined]);
        }
        await lab.expectNothingLeft();
      },
    },
  },
];

function refusesRedirects(locations: readonly string[], why: string): FaultCase {
  return async (lab) => {
    const says = ['redirect refused', why];
    const failures = locations.map((location, index) => {
      lab.origin.script(`/image-${index}.iso`, redirectTo(location));
      return [`image-${index}`, { code: 'SOURCE_REJECTED', says }] as const;
    });
    for (const [name] of failures) await lab.offer(name, IMAGE);
    expectFailures(await lab.sync(), Object.fromEntries(failures));
    assert.equal(lab.origin.requests.length, locations.length);
    await lab.expectNothingLeft();
  };
}
