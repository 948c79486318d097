/** Redirects, followed and refused: FAULTS row 10. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { redirectTo } from '../../support/servers/origin-fault.ts';
import { download, failsWith, type Loopback, startLoopback } from './loopback.ts';

describe('a redirect', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
    loopback.origin.serve('/image', 'image');
  });
  after(() => loopback.close());

  for (const status of [301, 302, 303, 307, 308]) {
    it(`is followed on ${status}`, async () => {
      loopback.origin.script(`/moved-${status}`, redirectTo('/image', status));
      const { bytes } = await download(loopback.source(`/moved-${status}`));
      assert.equal(bytes.toString(), 'image');
    });
  }

  it('may be relative, to a parent folder or to the same host', async () => {
    for (const location of [
      '../image',
      './../image',
      `//localhost:${loopback.origin.port}/image`,
    ]) {
      loopback.origin.script('/a/relative', redirectTo(location));
      assert.equal((await download(loopback.source('/a/relative'))).bytes.toString(), 'image');
    }
  });

  it('may lead to a path outside ASCII', async () => {
    loopback.origin.serve('/%C3%BCber', 'umlaut');
    // Node writes it as UTF-8, and reads it as Latin-1.
    loopback.origin.script('/umlaut', redirectTo('/über'));
    assert.equal((await download(loopback.source('/umlaut'))).bytes.toString(), 'umlaut');
  });

  it('may lead to another host, and loses user and password on the way', async () => {
    const target = `https://me:hush@127.0.0.1:${loopback.origin.port}/image?other-host`;
    loopback.origin.script('/other-host', redirectTo(target));
    assert.equal((await download(loopback.source('/other-host'))).bytes.toString(), 'image');
    const [request] = loopback.requestsFor('/image?other-host');
    assert.equal(request?.headers.authorization, undefined);
  });

  it('is followed ten times, and not an eleventh time', async () => {
    for (let hop = 0; hop < 11; hop += 1) {
      loopback.origin.script(`/hop-${hop}`, { ...redirectTo(`/hop-${hop + 1}`), times: 2 });
    }
    loopback.origin.serve('/hop-11', 'the end');
    assert.equal((await download(loopback.source('/hop-1'))).bytes.toString(), 'the end');
    const words = ['more than 10 redirects', '/hop-0', '/hop-10'];
    await assert.rejects(
      download(loopback.source('/hop-0')),
      failsWith('SOURCE_REJECTED', ...words),
    );
  });

  it('is refused when it leads in a circle, and the circle is named', async () => {
    loopback.origin.script('/ring-a', { ...redirectTo('/ring-b'), times: Infinity });
    loopback.origin.script('/ring-b', { ...redirectTo('/ring-a'), times: Infinity });
    const words = ['loop', '/ring-a → ', '/ring-b'];
    await assert.rejects(
      download(loopback.source('/ring-a')),
      failsWith('SOURCE_REJECTED', ...words),
    );
    assert.equal(loopback.requestsFor('/ring-a').length, 1);
  });

  const refused = [
    ['http://localhost/image', 'want https:'],
    ['file:///etc/passwd', 'want https:'],
    ['ftp://localhost/image', 'want https:'],
    ['data:text/plain,image', 'want https:'],
    ['https://169.254.169.254/latest/meta-data/', 'link-local'],
    ['https://0xa9fea9fe/', 'link-local'],
    ['https://[fe80::1]/', 'link-local'],
    ['https://[::ffff:169.254.169.254]/', 'link-local'],
    ['https://100.100.100.200/latest/meta-data/', 'link-local'],
    ['https://[fd00:ec2::254]/latest/meta-data/', 'link-local'],
    ['https://exa mple/', 'want a URL'],
    ['https://me:hunter2@exa mple/', 'got something else, want a URL'],
  ] as const;
  for (const [index, [location, why]] of refused.entries()) {
    it(`is refused to ${location}`, async () => {
      loopback.origin.script(`/refused-${index}`, redirectTo(location));
      const source = loopback.source(`/refused-${index}`);
      await assert.rejects(download(source), failsWith('SOURCE_REJECTED', why, 'redirect refused'));
      assert.equal(loopback.requestsFor(`/refused-${index}`).length, 1);
    });
  }

  it('is refused without a Location', async () => {
    loopback.origin.script('/nowhere', { status: 302, body: '' });
    await assert.rejects(
      download(loopback.source('/nowhere')),
      failsWith('SOURCE_REJECTED', 'without a Location'),
    );
  });

  it('shows no signature of the URLs on its way', async () => {
    loopback.origin.script('/signed', redirectTo('/signed?X-Amz-Signature=hush'));
    loopback.origin.script(
      '/signed?X-Amz-Signature=hush',
      redirectTo('http://localhost/?sig=hush'),
    );
    await assert.rejects(download(loopback.source('/signed')), (error: Error) => {
      assert.doesNotMatch(error.message, /hush/);
      return failsWith('SOURCE_REJECTED', 'X-Amz-Signature=***')(error);
    });
  });

  it('begins at the first URL again after a failure, for signatures expire', async () => {
    loopback.origin.script('/fresh', redirectTo('/signed-1'), redirectTo('/image'));
    loopback.origin.script('/signed-1', { status: 503 });
    assert.equal((await download(loopback.source('/fresh'))).bytes.toString(), 'image');
    assert.equal(loopback.requestsFor('/fresh').length, 2);
  });
});

describe('a URL that is no https URL', () => {
  it('is refused before anything is sent', async (t) => {
    const loopback = await startLoopback();
    t.after(() => loopback.close());
    for (const url of ['http://localhost/', 'https://169.254.169.254/', 'nonsense']) {
      await assert.rejects(download(loopback.source(url)), failsWith('SOURCE_REJECTED', 'refused'));
    }
  });
});
