'use strict';
// The baseline for every server: answers with JSON and does nothing else.
const http = require('node:http');

const answer = (_request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end('{"message":"Hello!"}');
};
http.createServer(answer).listen(Number(process.argv[2]), '127.0.0.1');
