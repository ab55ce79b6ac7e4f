// Preloaded into a run of the program. Records the arguments and environment of every process that it starts.
const { appendFileSync } = require('node:fs');
const { ChildProcess } = require('node:child_process');

const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (options) {
  const { file, args, envPairs } = options;
  appendFileSync(process.env.STARTED_PROCESSES, `${JSON.stringify({ file, args, envPairs })}\n`);
  return spawn.call(this, options);
};
