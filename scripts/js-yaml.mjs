// The part of js-yaml that reads. Its own bundle includes the part that writes, a fifth of its size.
export { loadAll } from '../node_modules/js-yaml/lib/loader.js';
export { default as FAILSAFE_SCHEMA } from '../node_modules/js-yaml/lib/schema/failsafe.js';
