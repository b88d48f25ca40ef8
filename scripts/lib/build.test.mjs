import { expect, it } from 'vitest';
import { CLI_AND_LIBRARIES, SERVICES_ALONE } from './build.mjs';
import { nx } from './setup.mjs';

/** What Nx would run, with all that it needs, without running it. */
async function tasksOf(projects) {
  const { output } = await nx(['run-many', '-t', 'build', projects, '--graph=stdout']);
  return Object.keys(JSON.parse(output.slice(output.indexOf('{'))).tasks.tasks);
}

it('the services, built alone, need nothing that is not built with the CLI', async () => {
  const [services] = SERVICES_ALONE;
  const first = await tasksOf(CLI_AND_LIBRARIES[0]);
  const needed = (await tasksOf(services)).filter((task) => !first.includes(task));
  expect(first).toContain('@parley/cli:build');
  expect(needed.map((task) => task.replace(/:build$/, '')).sort()).toEqual(
    services.replace('--projects=', '').split(',').sort(),
  );
});
