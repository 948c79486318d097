/** Buckets that lie behind a path, or have names that S3 gives no more. */
import assert from 'node:assert/strict';
import { createS3Store } from '../../../src/store/s3/store.ts';
import { type PathFrontOptions, startS3PathFront } from '../../support/servers/s3-path-front.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectSuccess } from './fault-run.ts';
import { endsTheRun, never, openBucket, SMALL, s3Error, TALOS_KEY } from './store-case.ts';

const OLD_NAME = 'Images_of_THE_Lab-';

export const ENDPOINT_ROWS: readonly FaultRow[] = [
  {
    row: 81,
    fault:
      'The endpoint has a path (Supabase, gateways), or the bucket a name that S3 gives no more',
    labctl:
      'Signs the path, and where that is refused, without it; takes names of 3 to 255 letters, digits, `.`, `_`, `-` and `:`. An endpoint that names the bucket as well, and what cannot be a name, is refused before a request.',
    needs: ['s3'],
    cases: {
      'a path that signatures have to cover': syncsBehind('kept'),
      'a path that is taken off before signatures are looked at': syncsBehind('stripped'),
      async 'a wrong secret key behind a path is what it is'(lab) {
        const { server } = await openBucket(lab, SMALL);
        const front = await startS3PathFront({ ...server, path: '/s3', signature: 'stripped' });
        try {
          const env = { E2_ENDPOINT: front.endpoint, E2_SECRET_KEY: 'quite-wrong-secret' };
          const run = await lab.sync([], { env });
          assert.equal(run.code, 1);
          assert.equal(run.error?.code, 'CREDENTIALS_REFUSED', run.log);
        } finally {
          await front.close();
        }
      },
      async 'a bucket by the rules of old'(lab) {
        const { server } = await openBucket(lab, SMALL);
        await server.createBucket(OLD_NAME);
        const env = { E2_ENDPOINT: server.endpoint, E2_BUCKET: OLD_NAME };
        expectSuccess(await lab.sync([], { env }));
        expectSuccess(await lab.sync([], { env }), 'skipped');
        const store = createS3Store({ ...server, bucket: OLD_NAME });
        assert.equal((await store.head(TALOS_KEY, never))?.size, SMALL.length);
      },
      'a store that takes buckets only in its host name': endsTheRun(
        'ListObjectsV2',
        { status: 403, body: s3Error('SecondLevelDomainForbidden') },
        { code: 'STORE_REJECTED', says: ['only in its host name'] },
      ),
      async 'an endpoint that names the bucket as well'(lab) {
        const { proxy, name } = await openBucket(lab, SMALL);
        const run = await lab.sync([], { env: { E2_ENDPOINT: `${proxy.endpoint}/${name}` } });
        assert.equal(run.code, 2);
        assert.equal(run.error?.code, 'INPUT_INVALID', run.log);
        assert.match(run.error.message, /the endpoint without the bucket/);
        assert.equal(proxy.count(), 0);
      },
    },
  },
];

function syncsBehind(signature: PathFrontOptions['signature']): FaultCase {
  return async (lab) => {
    const { server } = await openBucket(lab, SMALL);
    const front = await startS3PathFront({ ...server, path: '/storage/v1/s3', signature });
    try {
      const env = { E2_ENDPOINT: front.endpoint };
      expectSuccess(await lab.sync([], { env }));
      const before = front.paths.length;
      expectSuccess(await lab.sync([], { env }), 'skipped');
      // One read and two listings, and the first of them once more where its signature was not taken.
      assert.ok(front.paths.length - before <= 4, front.paths.slice(before).join('\n'));
      assert.ok(front.paths.every((path) => path.startsWith('/storage/v1/s3/')));
      await lab.expectPublished('talos');
    } finally {
      await front.close();
    }
  };
}
