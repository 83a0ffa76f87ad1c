// What node-polyglot takes from a polyfill of 20 KB that every page would have to run.
module.exports = Object.entries;
