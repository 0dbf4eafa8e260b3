// What the grpc-js peers share: flags, the services, payloads. NODE_PATH must name the folder of tests/support/npm.sh.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const PROTOS = '/usr/share/grpc-proto';

// The services of grpc/testing/test.proto: TestService, UnimplementedService.
const services = grpc.loadPackageDefinition(loader.loadSync('grpc/testing/test.proto', {
	includeDirs: [PROTOS], keepCase: true, longs: Number, enums: Number, defaults: true,
})).grpc.testing;

// --name=value or --name value; defaults say which there are, and by their type what they take.
function readFlags(defaults) {
	const flags = { ...defaults };
	const words = process.argv.slice(2).flatMap((word) => {
		const at = word.indexOf('=');
		return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
	});
	for (let i = 0; i < words.length; i += 2) {
		const name = words[i].replace(/^--/, '');
		const value = words[i + 1];
		if (!(name in defaults) || value === undefined) {
			console.error(`There is no flag "${words[i]}" with a value. Flags: ${Object.keys(defaults).join(' ')}`);
			process.exit(2);
		}
		const read = { number: Number, boolean: (text) => text === 'true', string: String };
		flags[name] = read[typeof defaults[name]](value);
	}
	return flags;
}

function zeros(size) {
	return { body: Buffer.alloc(size) };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { grpc, services, readFlags, zeros, pause };
