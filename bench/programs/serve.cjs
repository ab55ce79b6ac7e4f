'use strict';
// Starts the server described by its argument, calls it, and prints milliseconds: until the first answer, or per later call.
const { spawn } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const http = require('node:http');
const net = require('node:net');

/** Milliseconds between two calls by a person, who has to look at the answer. */
const pause = 150;
const agent = new http.Agent({ keepAlive: true });
const { measure, words, cwd, env, path, body, edit } = JSON.parse(process.argv[2]);

const measures = { start, again, edited, eight };

main();

async function main() {
  const port = await freePort();
  const others = { '{port}': port, '{other}': await freePort(), '{third}': await freePort() };
  const args = words.map((word) => word.replace(/\{\w+\}/g, (name) => others[name]));
  const startedAt = performance.now();
  const server = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
  });
  try {
    while (!(await call(port).catch(() => false))) await wait(2);
    process.stdout.write(`${await measures[measure](port, performance.now() - startedAt)}\n`);
  } finally {
    process.kill(-server.pid, 'SIGKILL');
  }
}

function start(_port, ms) {
  return ms;
}

/** The median time of calls at the pace of a person. */
async function again(port) {
  const samples = [];
  for (let count = 0; count < 15; count += 1) {
    await wait(pause);
    samples.push(await timed(() => call(port)));
  }
  return samples.sort((one, other) => one - other)[7];
}

/** Times a call after the function's file has changed. A server that does not notice is faster than it should be. */
async function edited(port) {
  await wait(pause);
  appendFileSync(edit, '\n');
  return timed(() => call(port));
}

/** Milliseconds per call with eight concurrent callers. */
async function eight(port) {
  let left = 64;
  const caller = async () => {
    while (left-- > 0) if (!(await call(port))) throw new Error('A call failed.');
  };
  return (await timed(() => Promise.all(Array.from({ length: 8 }, caller)))) / 64;
}

async function timed(action) {
  const startedAt = performance.now();
  if (!(await action())) throw new Error('A call failed.');
  return performance.now() - startedAt;
}

function call(port) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const options = {
    host: '127.0.0.1',
    port,
    path,
    agent,
    method: body === undefined ? 'GET' : 'POST',
    headers,
  };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200));
    });
    request.on('error', reject).end(body);
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
