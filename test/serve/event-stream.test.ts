import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Journal, openJournal } from '../../src/serve/events.ts';
import { sendEvents } from '../../src/serve/page-route.ts';
import type { ServeSettings } from '../../src/serve/settings.ts';

const megabyte = 1024 * 1024;

/** A listener, with a promise that tells when its stream has ended. */
async function listening(): Promise<{ journal: Journal; socket: Socket; ended: Promise<unknown> }> {
  const journal = openJournal((text) => text);
  const settings = { journal, state: () => ({}), onPage: () => {} } as unknown as ServeSettings;
  let end = (_: unknown): void => {};
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  const server = createServer((_, response) => {
    sendEvents(response, settings);
    response.on('close', () => end('ended'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => socket.once('readable', resolve));
  return { journal, socket, ended };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function tell(journal: Journal, message: string): void {
  journal.tell({ event: 'warning', code: 'test', message } as unknown as Parameters<Journal['tell']>[0]);
}

test('a page that does not read is cut off before much waits for it', async () => {
  const { journal, ended } = await listening();
  for (let count = 0; count < 50; count += 1) {
    tell(journal, 'x'.repeat(megabyte));
    await turn();
  }
  expect(await ended).toBe('ended');
});

test('a page that reads gets everything, however much it is', async () => {
  const { journal, socket } = await listening();
  let last = '';
  let length = 0;
  let onMore = (): void => {};
  socket.on('data', (piece) => {
    length += piece.length;
    last = (last + piece.toString('latin1')).slice(-100);
    onMore();
  });
  for (let count = 1; count <= 30; count += 1) {
    tell(journal, `${'x'.repeat(megabyte)} number ${count}.`);
    await new Promise<void>((resolve) => {
      onMore = () => last.includes(`number ${count}.`) && resolve();
      onMore();
    });
  }
  expect(length).toBeGreaterThan(30 * megabyte);
});
