// An interop server on grpc-js: server.js --port=0 [--use_tls=true --tls_cert_file=F --tls_key_file=F]
// Prints "listening on port N" and serves until it is killed. grpc-js tells a handler nothing about the compression of
// a request and never compresses a response, so expect_compressed and response_compressed are not looked at.
'use strict';

const fs = require('fs');
const { grpc, services, readFlags, zeros, pause } = require('./common.js');

const flags = readFlags({ port: 0, use_tls: false, tls_cert_file: '', tls_key_file: '' });

// Sends the initial metadata the caller asks for; returns the trailing.
function echo(call, more = {}) {
	const initial = new grpc.Metadata();
	const trailing = new grpc.Metadata();
	for (const value of call.metadata.get('x-grpc-test-echo-initial'))
		initial.set('x-grpc-test-echo-initial', value);
	for (const value of call.metadata.get('x-grpc-test-echo-trailing-bin'))
		trailing.set('x-grpc-test-echo-trailing-bin', value);
	for (const [key, value] of Object.entries(more))
		initial.set(key, value);
	call.sendMetadata(initial);
	return trailing;
}

function failure(status) {
	return { code: status.code, details: status.message };
}

function emptyCall(call, callback) {
	callback(null, {}, echo(call));
}

function unaryCall(call, callback) {
	const { response_status: status, response_size: size } = call.request;
	const trailing = echo(call);
	if (status && status.code)
		callback(failure(status));
	else
		callback(null, { payload: zeros(size) }, trailing);
}

function cacheableUnaryCall(call, callback) {
	const trailing = echo(call, { 'cache-control': 'max-age=60, public' });
	callback(null, { payload: { body: Buffer.from(process.hrtime.bigint().toString()) } }, trailing);
}

function streamingInputCall(call, callback) {
	const trailing = echo(call);
	let sum = 0;
	call.on('data', (request) => { sum += request.payload ? request.payload.body.length : 0; });
	call.on('end', () => callback(null, { aggregated_payload_size: sum }, trailing));
	call.on('error', () => {});
}

// Answers one request; throws what ends the call.
async function answer(call, request) {
	if (request.response_status && request.response_status.code)
		throw failure(request.response_status);
	for (const { size, interval_us: interval } of request.response_parameters) {
		if (interval > 0)
			await pause(interval / 1000);
		call.write({ payload: zeros(size) });
	}
}

function streamingOutputCall(call) {
	const trailing = echo(call);
	answer(call, call.request).then(() => call.end(trailing), (error) => call.emit('error', error));
}

// A handler that answers request after request: each as it comes (full), or all behind the last one (half). A loop with
// "for await" would destroy the call when its requests end, before the status is sent.
function duplex(full) {
	return (call) => {
		const trailing = echo(call);
		const requests = [];
		let answers = Promise.resolve();
		let failed = false;
		const fail = (error) => {
			failed = true;
			call.emit('error', error);
		};
		const enqueue = (request) => {
			answers = answers.then(() => failed || answer(call, request)).catch(fail);
		};
		call.on('data', full ? enqueue : (request) => requests.push(request));
		call.on('end', () => {
			requests.forEach(enqueue);
			answers.then(() => failed || call.end(trailing));
		});
		call.on('error', () => {});
	};
}

const server = new grpc.Server();
server.addService(services.TestService.service, {
	EmptyCall: emptyCall,
	UnaryCall: unaryCall,
	CacheableUnaryCall: cacheableUnaryCall,
	StreamingInputCall: streamingInputCall,
	StreamingOutputCall: streamingOutputCall,
	FullDuplexCall: duplex(true),
	HalfDuplexCall: duplex(false),
});
const credentials = flags.use_tls
	? grpc.ServerCredentials.createSsl(null, [{
		private_key: fs.readFileSync(flags.tls_key_file), cert_chain: fs.readFileSync(flags.tls_cert_file),
	}])
	: grpc.ServerCredentials.createInsecure();
server.bindAsync(`127.0.0.1:${flags.port}`, credentials, (error, port) => {
	if (error) {
		console.error(error.message);
		process.exit(1);
	}
	console.log(`listening on port ${port}`);
});
