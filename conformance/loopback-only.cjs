// Preloaded into every oracle: HubSpot's runtimes report errors to HubSpot, and nothing here may leave the machine.
const net = require('node:net');

const loopback = /^(localhost|127(\.\d+){3}|::1|)$/;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const target = typeof first === 'object' ? first : { port: first, host: args[1] };
  if (typeof target.path === 'string' || loopback.test(target.host ?? '')) return connect.apply(this, args);
  process.nextTick(() => this.destroy(new Error(`Refused here: a connection to ${target.host}`)));
  return this;
};
