'use strict';
// Wine does not know an option of sockets that npm and fetch set, and they end there.
require('node:net').Socket.prototype.setKeepAlive = function () {
  return this;
};
