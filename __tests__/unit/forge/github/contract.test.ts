/** Every forge, real and fake, keeps the contract of its port. */
import { testForgeContract } from '../../../support/contracts/forge-contract.ts';
import { createMemoryForge } from '../../../support/fakes/memory-forge.ts';
import { startGitHubServer } from '../../../support/servers/github-server.ts';
import { createUnpacedForge } from './unpaced.ts';

testForgeContract('the memory forge', async () => {
  const forge = createMemoryForge();
  forge.commit('main', { 'vars.hcl': 'old' });
  return {
    forge,
    pull(number) {
      const pull = forge.pulls.find((one) => one.number === number);
      if (pull === undefined) throw new Error(`no pull request ${number}`);
      const { state, title, body, labels } = pull;
      return { state, title, body, labels };
    },
    read: (branch, path) => forge.files(branch)?.get(path)?.content.toString(),
    statuses: (sha) =>
      forge.statuses
        .filter((status) => status.sha === sha)
        .map(({ context, targetUrl }) => ({ context, targetUrl })),
    writes: forge.writes,
    commitByHand: forge.commit,
    closeByHand: forge.closeByHand,
    mergeByHand: forge.mergeByHand,
    deleteBranchByHand: forge.deleteBranch,
    close: async () => undefined,
  };
});

testForgeContract('the GitHub forge', async () => {
  const server = await startGitHubServer({ 'vars.hcl': 'old' });
  return {
    forge: createUnpacedForge(server),
    pull(number) {
      const pull = server.pulls.find((one) => one.number === number);
      if (pull === undefined) throw new Error(`no pull request ${number}`);
      const { state, title, body, labels } = pull;
      return { state, title, body, labels };
    },
    read(branch, path) {
      const listed = server.git('branch', '--list', branch);
      if (listed === '' || server.git('ls-tree', branch, '--', path) === '') return undefined;
      return server.git('show', `${branch}:${path}`);
    },
    statuses: (sha) =>
      server.statuses
        .filter((status) => status.sha === sha)
        .map(({ context, target_url }) => ({ context, targetUrl: target_url ?? undefined })),
    writes: server.writes,
    commitByHand: server.commitByHand,
    closeByHand: server.closeByHand,
    mergeByHand: server.mergeByHand,
    deleteBranchByHand: server.deleteBranchByHand,
    close: server.close,
  };
});
