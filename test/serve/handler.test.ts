import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { redactor } from '../../src/run/redact.ts';
import { openHandler } from '../../src/serve/handler.ts';
import type { Served } from '../../src/serve/project.ts';
import type { ServeSettings } from '../../src/serve/settings.ts';

const value = 'canary-value-of-a-secret';

async function faultWith(project: () => Partial<Served>): Promise<string> {
  const state = () => {
    throw new Error(`Unexpected token in "${value}"`);
  };
  const settings = { project, state, token: 't', guard: { allowedHosts: [], anyAddress: false } };
  const server = createServer(openHandler(settings as unknown as ServeSettings)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/_dev/functions?token=t`);
  expect(answer.status).toBe(500);
  return answer.text();
}

test('an error that nobody expected is answered without the values of secrets', async () => {
  const text = await faultWith(() => ({ redact: redactor({ KEY: value }), hide: (text: string) => text }));
  expect(text).toContain('Unexpected token');
  expect(text).not.toContain('canary');
});

test('and without its message where those cannot be read', async () => {
  const text = await faultWith(() => {
    throw new Error('unreadable');
  });
  expect(text).toContain('Internal error');
  expect(text).not.toContain('canary');
});
