'use strict';
// Wine does not know an option of sockets that npm sets, and npm ends there.
require('node:net').Socket.prototype.setKeepAlive = function () {
  return this;
};
