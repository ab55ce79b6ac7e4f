/**
 * Preloaded with `node --require`. Numbers the calls of node:fs that touch a folder, writes their names to a log, and at one
 * of them kills the process or makes the call fail. Child processes do not inherit it.
 *
 * FAULT_FOLDER: absolute path of the folder; calls elsewhere are not affected
 * FAULT_LOG: file that gets one line per call
 * FAULT_AT: number of the call, starting at 1; none fails if left out
 * FAULT_KIND: KILL, SIGINT or SIGTERM, or the code of a system error. Two errors last: after ENOSPC, no call that needs
 * space succeeds, and after EROFS, no call that writes
 * FAULT_LINKS: `none` for a file system without hard links, where linkSync always fails
 */
const fs = require('node:fs');
const { constants } = require('node:os');
const path = require('node:path');
const { syncBuiltinESMExports } = require('node:module');

const {
  FAULT_FOLDER: folder,
  FAULT_LOG: log,
  FAULT_AT: at,
  FAULT_KIND: kind,
  FAULT_LINKS: links,
} = process.env;
for (const name of ['FAULT_FOLDER', 'FAULT_LOG', 'FAULT_AT', 'FAULT_KIND', 'FAULT_LINKS', 'NODE_OPTIONS'])
  delete process.env[name];

const takingRoom = [
  'openSync',
  'writeFileSync',
  'writeSync',
  'mkdirSync',
  'linkSync',
  'symlinkSync',
  'copyFileSync',
];
const twoPaths = ['renameSync', 'linkSync', 'symlinkSync', 'copyFileSync'];
const otherWrites =
  'closeSync fsyncSync renameSync unlinkSync rmdirSync rmSync chmodSync chownSync fchmodSync fchownSync utimesSync'.split(
    ' ',
  );
const reads =
  'readFileSync readSync readdirSync opendirSync statSync lstatSync accessSync readlinkSync'.split(' ');

const { appendFileSync, writeSync, closeSync } = fs;
const descriptors = new Set();
let count = 0;
let quiet = false;

function isWithin(value) {
  if (typeof value === 'number') return descriptors.has(value);
  if (typeof value !== 'string' && !Buffer.isBuffer(value) && !(value instanceof URL)) return false;
  const file = path.resolve(value instanceof URL ? value.pathname : String(value));
  return file === folder || file.startsWith(folder + path.sep);
}

function happen(name, args) {
  if (kind.startsWith('SIG')) return process.kill(process.pid, kind);
  if (name === 'writeSync') writeSync(args[0], Buffer.from(args[1]).subarray(0, args[1].length / 2));
  if (name === 'closeSync') closeSync(args[0]);
  if (kind === 'KILL') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error(`${kind}: injected, ${name} '${args[0]}'`), {
    code: kind,
    errno: -constants.errno[kind],
    syscall: name.replace('Sync', ''),
  });
}

function isDue(sort, name) {
  if (count < Number(at ?? Infinity)) return false;
  if (kind === 'ENOSPC') return sort === 'room';
  if (kind === 'EROFS') return sort !== 'read' && name !== 'closeSync';
  return count === Number(at);
}

function wrap(owner, key, name) {
  const original = owner[key];
  const wrapped = function (...args) {
    const paths = args.slice(0, twoPaths.includes(name) ? 2 : 1);
    if (quiet || !paths.some(isWithin)) return original.apply(this, args);
    const opensToRead = name === 'openSync' && /^(r|undefined)$/.test(String(args[1]));
    const isRead = opensToRead || reads.includes(name) || name === 'realpathSync.native';
    const sort = isRead ? 'read' : takingRoom.includes(name) ? 'room' : 'write';
    count++;
    quiet = true;
    try {
      appendFileSync(log, `${sort} ${name} ${args[0]}\n`);
      if (isDue(sort, name)) happen(name, args);
      // The calls that writeFileSync makes are counted, too; those of reading functions are not.
      quiet = isRead;
      const result = original.apply(this, args);
      if (name === 'openSync') descriptors.add(result);
      if (name === 'closeSync') descriptors.delete(args[0]);
      return result;
    } finally {
      quiet = false;
    }
  };
  owner[key] = Object.assign(wrapped, original);
}

if (links === 'none') {
  fs.linkSync = (file) => {
    throw Object.assign(new Error(`EPERM: operation not permitted, link '${file}'`), {
      code: 'EPERM',
      syscall: 'link',
    });
  };
}
for (const name of [...takingRoom, ...otherWrites, ...reads]) wrap(fs, name, name);
wrap(fs.realpathSync, 'native', 'realpathSync.native');
syncBuiltinESMExports();
