/** The S3 server that tests and benchmark share, pinned. */
import type { GoTool } from './go-tool.ts';

export const VERSITYGW: GoTool = {
  name: 'versitygw',
  package: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
};
