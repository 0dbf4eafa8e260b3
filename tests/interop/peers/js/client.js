// An interop client on grpc-js, with the flags of evgrpc-interop-client: runs the cases of --test_case (commas between)
// and prints "pass NAME", "partly NAME: but" or "fail NAME: why" for each. Ends with 1 if one failed.
'use strict';

const fs = require('fs');
const { grpc, services, readFlags, zeros } = require('./common.js');

const flags = readFlags({
	server_host: '127.0.0.1', server_port: 0, test_case: '', use_tls: false, ca_file: '', server_host_override: '',
	soak_iterations: 10, concurrent_calls: 1000,
});
const { OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, UNIMPLEMENTED } = grpc.status;
const GZIP = 2; // of grpc.default_compression_algorithm
const CALL_TIMEOUT_MS = 30000;
const LARGE_REQUEST = 271828;
const LARGE_RESPONSE = 314159;
const REQUEST_SIZES = [27182, 8, 1828, 45904];
const RESPONSE_SIZES = [31415, 9, 2653, 58979];
const NO_FLAG = 'a grpc-js client is not told whether a message came compressed; sizes are checked';
const NO_COMPRESS = 2; // the flag of a message

const clients = [];

function connect(Service = services.TestService, options = {}) {
	const credentials = flags.use_tls
		? grpc.credentials.createSsl(fs.readFileSync(flags.ca_file)) : grpc.credentials.createInsecure();
	const names = flags.server_host_override ? {
		'grpc.ssl_target_name_override': flags.server_host_override,
		'grpc.default_authority': flags.server_host_override,
	} : {};
	const client = new Service(`${flags.server_host}:${flags.server_port}`, credentials, {
		'grpc.use_local_subchannel_pool': 1, ...names, ...options,
	});
	clients.push(client);
	return client;
}

function connectWithGzip() {
	return connect(services.TestService, { 'grpc.default_compression_algorithm': GZIP });
}

function check(good, why) {
	if (!good)
		throw new Error(why);
}

function same(what, got, wanted) {
	const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
	check(a === b, `${what}: ${a} came, and ${b} was expected.`);
}

function deadline(ms = CALL_TIMEOUT_MS) {
	return { deadline: new Date(Date.now() + ms) };
}

// A unary call to its end: { status, response, initial }.
function unary(client, method, request, metadata = new grpc.Metadata()) {
	return new Promise((resolve) => {
		const end = {};
		const call = client[method](request, metadata, deadline(), (error, response) => {
			end.response = response;
		});
		call.on('metadata', (initial) => { end.initial = initial; });
		call.on('status', (status) => resolve({ ...end, status }));
	});
}

function ended(what, { status }, code = OK) {
	check(status.code === code, `${what} ended with ${grpc.status[status.code]} (${status.details}), and ` +
		`${grpc.status[code]} was expected.`);
}

// A stream: sizes of what comes, and its end as of unary. onData sees the number of each message, from 1.
function watch(call, onData = () => {}) {
	return new Promise((resolve) => {
		const end = { sizes: [] };
		call.on('data', (message) => onData(end.sizes.push(message.payload.body.length)));
		call.on('metadata', (initial) => { end.initial = initial; });
		call.on('error', () => {});
		call.on('status', (status) => resolve({ ...end, status }));
	});
}

function output(size, ...sizes) {
	return {
		response_parameters: sizes.map((n) => ({ size: n })), ...(size ? { payload: zeros(size) } : {}),
	};
}

function large(more = {}) {
	return { response_size: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST), ...more };
}

async function largeUnary(client, more = {}) {
	const end = await unary(client, 'UnaryCall', large(more));
	ended('UnaryCall', end);
	same('the size of the payload', end.response.payload.body.length, LARGE_RESPONSE);
}

// An interceptor that compresses, of a call's messages, those it is told to; the channel must compress. grpc-js takes a
// message's flags from the context it is sent with, and node's streams have no way to say them there.
function compressing(...which) {
	return (options, next) => {
		const call = new grpc.InterceptingCall(next(options));
		const send = call.sendMessageWithContext.bind(call);
		call.sendMessageWithContext = (context, message) =>
			send({ ...context, flags: which.shift() ? 0 : NO_COMPRESS }, message);
		return call;
	};
}

// A StreamingInputCall with these requests; { status, response }.
function input(client, requests, interceptors = []) {
	return new Promise((resolve) => {
		let response;
		const options = { ...deadline(), ...(interceptors.length ? { interceptors } : {}) };
		const call = client.StreamingInputCall(options, (error, message) => { response = message; });
		call.on('status', (status) => resolve({ response, status }));
		requests.forEach((request) => call.write(request));
		call.end();
	});
}

async function callWithStatus(client, message) {
	const request = { response_status: { code: UNKNOWN, message } };
	const end = await unary(client, 'UnaryCall', request);
	ended('UnaryCall', end, UNKNOWN);
	same('the message', end.status.details, message);
}

function echoed({ initial, status }) {
	same('x-grpc-test-echo-initial', initial.get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
	const bytes = status.metadata.get('x-grpc-test-echo-trailing-bin').map((value) => value.toString('hex'));
	same('x-grpc-test-echo-trailing-bin', bytes, ['ababab']);
}

const cases = {
	async empty_unary(client) {
		const end = await unary(client, 'EmptyCall', {});
		ended('EmptyCall', end);
		same('the response', end.response, {});
	},
	async cacheable_unary(client) {
		const metadata = new grpc.Metadata();
		metadata.set('x-user-ip', '1.2.3.4');
		const request = { payload: { body: Buffer.from(process.hrtime.bigint().toString()) } };
		for (let i = 0; i < 2; i++) {
			const end = await unary(client, 'CacheableUnaryCall', request, metadata);
			ended('CacheableUnaryCall', end);
			check(end.response.payload.body.length > 0, 'No time came.');
			check(/max-age/.test(end.initial.get('cache-control')), 'No cache-control came.');
		}
	},
	large_unary: (client) => largeUnary(client),
	async client_compressed_unary(client) {
		const end = await unary(client, 'UnaryCall', large({ expect_compressed: { value: true } }));
		ended('the probe', end, INVALID_ARGUMENT);
		await cases.client_compressed_unary_noprobe(client);
	},
	async client_compressed_unary_noprobe(client) {
		await largeUnary(connectWithGzip(), { expect_compressed: { value: true } });
		await largeUnary(client, { expect_compressed: { value: false } });
	},
	async server_compressed_unary(client) {
		await largeUnary(client, { response_compressed: { value: true } });
		await largeUnary(client, { response_compressed: { value: false } });
		return NO_FLAG;
	},
	async client_streaming(client) {
		const end = await input(client, REQUEST_SIZES.map((size) => ({ payload: zeros(size) })));
		ended('StreamingInputCall', end);
		same('the sum', end.response.aggregated_payload_size, 74922);
	},
	async client_compressed_streaming(client) {
		const probe = { payload: zeros(27182), expect_compressed: { value: true } };
		ended('the probe', await input(connectWithGzip(), [probe], [compressing(false)]), INVALID_ARGUMENT);
		await cases.client_compressed_streaming_noprobe(client);
	},
	async client_compressed_streaming_noprobe() {
		const end = await input(connectWithGzip(), [
			{ payload: zeros(27182), expect_compressed: { value: true } },
			{ payload: zeros(45904), expect_compressed: { value: false } },
		], [compressing(true, false)]);
		ended('StreamingInputCall', end);
		same('the sum', end.response.aggregated_payload_size, 73086);
	},
	async server_streaming(client) {
		const end = await watch(client.StreamingOutputCall(output(0, ...RESPONSE_SIZES), deadline()));
		ended('StreamingOutputCall', end);
		same('the sizes', end.sizes, RESPONSE_SIZES);
	},
	async server_compressed_streaming(client) {
		const request = { response_parameters: [
			{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }] };
		const end = await watch(client.StreamingOutputCall(request, deadline()));
		ended('StreamingOutputCall', end);
		same('the sizes', end.sizes, [31415, 92653]);
		return NO_FLAG;
	},
	async ping_pong(client) {
		const call = client.FullDuplexCall(deadline());
		const next = (i) => {
			if (i < REQUEST_SIZES.length)
				call.write(output(REQUEST_SIZES[i], RESPONSE_SIZES[i]));
			else
				call.end();
		};
		const end = watch(call, next);
		next(0);
		ended('FullDuplexCall', await end);
		same('the sizes', (await end).sizes, RESPONSE_SIZES);
	},
	async half_duplex(client) {
		const call = client.HalfDuplexCall(deadline());
		RESPONSE_SIZES.forEach((size) => call.write(output(0, size)));
		call.end();
		const end = await watch(call);
		ended('HalfDuplexCall', end);
		same('the sizes', end.sizes, RESPONSE_SIZES);
	},
	async empty_stream(client) {
		const call = client.FullDuplexCall(deadline());
		call.end();
		const end = await watch(call);
		ended('FullDuplexCall', end);
		same('the sizes', end.sizes, []);
	},
	async custom_metadata(client) {
		const metadata = new grpc.Metadata();
		metadata.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
		metadata.set('x-grpc-test-echo-trailing-bin', Buffer.from('ababab', 'hex'));
		const end = await unary(client, 'UnaryCall', large(), metadata);
		ended('UnaryCall', end);
		echoed(end);
		const call = client.FullDuplexCall(metadata, deadline());
		call.write(output(LARGE_REQUEST, LARGE_RESPONSE));
		call.end();
		const streamEnd = await watch(call);
		ended('FullDuplexCall', streamEnd);
		echoed(streamEnd);
	},
	async status_code_and_message(client) {
		await callWithStatus(client, 'test status message');
		const call = client.FullDuplexCall(deadline());
		call.write({ response_status: { code: UNKNOWN, message: 'test status message' } });
		call.end();
		const end = await watch(call);
		ended('FullDuplexCall', end, UNKNOWN);
		same('the message', end.status.details, 'test status message');
	},
	special_status_message: (client) => callWithStatus(client,
		'\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n'),
	async unimplemented_method(client) {
		ended('UnimplementedCall', await unary(client, 'UnimplementedCall', {}), UNIMPLEMENTED);
	},
	async unimplemented_service() {
		const client = connect(services.UnimplementedService);
		ended('UnimplementedCall', await unary(client, 'UnimplementedCall', {}), UNIMPLEMENTED);
	},
	async cancel_after_begin(client) {
		const end = await new Promise((resolve) => {
			const call = client.StreamingInputCall(deadline(), () => {});
			call.on('status', (status) => resolve({ status }));
			setImmediate(() => call.cancel());
		});
		ended('StreamingInputCall', end, CANCELLED);
	},
	async cancel_after_first_response(client) {
		const call = client.FullDuplexCall(deadline());
		const end = watch(call, () => call.cancel());
		call.write(output(27182, 31415));
		ended('FullDuplexCall', await end, CANCELLED);
	},
	async timeout_on_sleeping_server(client) {
		const call = client.FullDuplexCall(deadline(1));
		call.write(output(27182));
		ended('FullDuplexCall', await watch(call), DEADLINE_EXCEEDED);
	},
	concurrent_large_unary: (client) => Promise.all(Array.from({ length: flags.concurrent_calls },
		() => largeUnary(client))).then(() => undefined),
	async rpc_soak(client) {
		for (let i = 0; i < flags.soak_iterations; i++)
			await largeUnary(client);
	},
	async channel_soak() {
		for (let i = 0; i < flags.soak_iterations; i++) {
			const client = connect();
			await largeUnary(client);
			client.close();
		}
	},
};

async function run(name) {
	try {
		check(name in cases, 'There is no such case.');
		const but = await cases[name](connect());
		console.log(but ? `partly ${name}: ${but}` : `pass ${name}`);
		return true;
	} catch (error) {
		console.log(`fail ${name}: ${error.message}`);
		return false;
	} finally {
		clients.splice(0).forEach((client) => client.close());
	}
}

async function main() {
	let good = true;
	for (const name of flags.test_case.split(','))
		good = await run(name) && good;
	process.exitCode = good ? 0 : 1;
}

main();
