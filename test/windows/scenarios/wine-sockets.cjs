'use strict';
// Wine does not support a socket option that npm sets, which would make npm fail.
require('node:net').Socket.prototype.setKeepAlive = function () {
  return this;
};
