// Preloaded into a process. Records and refuses every connection and name lookup.
const { appendFileSync } = require('node:fs');

function refuse(holder, name) {
  holder[name] = (...args) => {
    appendFileSync(process.env.NETWORK_LOG, `${name} ${JSON.stringify(args[0])}\n`);
    throw new Error(`${name} is not for this test`);
  };
}

refuse(require('node:net').Socket.prototype, 'connect');
refuse(require('node:dgram'), 'createSocket');
const names = require('node:dns');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  refuse(names, name);
  refuse(names.promises, name);
}
