// reflection_client.js HOST:PORT TOKEN_FILE UPDATE
//
// Calls huiyin.v1 with grpc-js the way a client does that has none of its .proto files: it asks the server's reflection
// service for them, calls RateService.GetRates once and CaseService.SubmitUpdate twice with one request id, and prints
// what came as one JSON object. UPDATE is a SubmitUpdateRequest without its request_id as JSON, with the field names of
// the .proto, such as '{"case": "20230045", "verb": "accept"}'. tests/support/npm.sh installs the packages; NODE_PATH
// must name their folder.
//
// Exit code 0; 1 with a sentence if the server refuses something.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const { FileDescriptorProto, FileDescriptorSet } = require('protobufjs/ext/descriptor');

const CALL_TIMEOUT_MS = 30000;
// int64 as text, as JSON has it in every gRPC client; absent fields are left out.
const LOADER_OPTIONS = { longs: String, enums: String, bytes: Buffer, arrays: true };

// The messages of reflection that are needed here, as protobufjs writes types down. Nothing can be asked before these
// are known.
const REFLECTION_TYPES = {
	ServerReflection: {
		methods: {
			ServerReflectionInfo: {
				requestType: 'ServerReflectionRequest',
				requestStream: true,
				responseType: 'ServerReflectionResponse',
				responseStream: true,
			},
		},
	},
	ServerReflectionRequest: {
		oneofs: { messageRequest: { oneof: ['fileByFilename', 'fileContainingSymbol', 'listServices'] } },
		fields: {
			host: { type: 'string', id: 1 },
			fileByFilename: { type: 'string', id: 3 },
			fileContainingSymbol: { type: 'string', id: 4 },
			listServices: { type: 'string', id: 7 },
		},
	},
	ServerReflectionResponse: {
		oneofs: { messageResponse: { oneof: ['fileDescriptorResponse', 'listServicesResponse', 'errorResponse'] } },
		fields: {
			validHost: { type: 'string', id: 1 },
			originalRequest: { type: 'ServerReflectionRequest', id: 2 },
			fileDescriptorResponse: { type: 'FileDescriptorResponse', id: 4 },
			listServicesResponse: { type: 'ListServiceResponse', id: 6 },
			errorResponse: { type: 'ErrorResponse', id: 7 },
		},
	},
	FileDescriptorResponse: { fields: { fileDescriptorProto: { rule: 'repeated', type: 'bytes', id: 1 } } },
	ListServiceResponse: { fields: { service: { rule: 'repeated', type: 'ServiceResponse', id: 1 } } },
	ServiceResponse: { fields: { name: { type: 'string', id: 1 } } },
	ErrorResponse: { fields: { errorCode: { type: 'int32', id: 1 }, errorMessage: { type: 'string', id: 2 } } },
};

// One value of a package definition by its full name, such as "huiyin.v1.RateService".
function find(definition, name) {
	return name.split('.').reduce((part, key) => part[key], grpc.loadPackageDefinition(definition));
}

function deadline() {
	return new Date(Date.now() + CALL_TIMEOUT_MS);
}

// One reflection stream; each question waits for its answer.
class Reflection {
	constructor(address, name) {
		const types = { nested: {} };
		let inner = types;
		for (const part of name.split('.')) {
			inner.nested[part] = { nested: {} };
			inner = inner.nested[part];
		}
		Object.assign(inner.nested, REFLECTION_TYPES);
		const definition = loader.fromJSON(types, { ...LOADER_OPTIONS, oneofs: true });
		const Service = find(definition, `${name}.ServerReflection`);
		this.client = new Service(address, grpc.credentials.createInsecure());
		this.stream = this.client.ServerReflectionInfo({ deadline: deadline() });
		this.waiting = [];
		this.ended = new Promise((resolve, reject) => {
			this.stream.on('end', resolve);
			this.stream.on('error', reject);
		});
		// Whoever waits hears of the error; nobody may be waiting.
		this.ended.catch((error) => this.waiting.forEach(({ reject }) => reject(error)));
		this.stream.on('data', (answer) => this.waiting.shift().resolve(answer));
	}

	async ask(question) {
		const answer = await new Promise((resolve, reject) => {
			this.waiting.push({ resolve, reject });
			this.stream.write(question);
		});
		for (const [key, value] of Object.entries(question))
			if (answer.originalRequest[key] !== value)
				throw new Error(`The server answered another question than ${JSON.stringify(question)}.`);
		return answer;
	}

	async services() {
		const answer = await this.ask({ listServices: '*' });
		return answer.listServicesResponse.service.map(({ name }) => name);
	}

	// The FileDescriptorProtos of an answer, as bytes.
	async files(question) {
		const answer = await this.ask(question);
		if (answer.errorResponse)
			throw new Error(`${JSON.stringify(question)}: ${answer.errorResponse.errorMessage}`);
		return answer.fileDescriptorResponse.fileDescriptorProto;
	}

	// The files of the services and all they import, as a package definition.
	async definition(services) {
		const known = new Map();
		const wanted = [];
		for (const service of services)
			wanted.push(...(await this.files({ fileContainingSymbol: service })));
		while (wanted.length > 0) {
			const file = FileDescriptorProto.decode(wanted.pop());
			if (known.has(file.name))
				continue;
			known.set(file.name, file);
			for (const name of file.dependency)
				if (!known.has(name))
					wanted.push(...(await this.files({ fileByFilename: name })));
		}
		const set = FileDescriptorSet.encode({ file: [...known.values()] }).finish();
		return loader.loadFileDescriptorSetFromBuffer(Buffer.from(set), LOADER_OPTIONS);
	}

	// Ends the stream; its status must be OK.
	async close() {
		this.stream.end();
		await this.ended;
		this.client.close();
	}
}

// The services and the definition by one version of reflection. An unknown name must be an error in its answer only.
async function discover(address, name) {
	const reflection = new Reflection(address, name);
	const services = await reflection.services();
	const unknown = await reflection.ask({ fileContainingSymbol: 'no.such.Symbol' });
	if (!unknown.errorResponse || unknown.errorResponse.errorCode !== grpc.status.NOT_FOUND)
		throw new Error('The server knows no.such.Symbol.');
	const definition = await reflection.definition(services);
	await reflection.close();
	return { services, definition };
}

function bearer(token) {
	const metadata = new grpc.Metadata();
	metadata.set('authorization', `Bearer ${token}`);
	return metadata;
}

// One unary call.
function call(client, method, request, token) {
	return new Promise((resolve, reject) => {
		client[method](request, bearer(token), { deadline: deadline() }, (error, response) =>
			error ? reject(error) : resolve(response));
	});
}

async function main([address, tokenFile, updateText]) {
	const token = fs.readFileSync(tokenFile, 'utf8').trim();
	const update = { ...JSON.parse(updateText), request_id: crypto.randomUUID() };
	const { services, definition } = await discover(address, 'grpc.reflection.v1');
	const alpha = await discover(address, 'grpc.reflection.v1alpha');
	const connect = (name) => new (find(definition, name))(address, grpc.credentials.createInsecure());
	const rates = connect('huiyin.v1.RateService');
	const cases = connect('huiyin.v1.CaseService');
	const wrongToken = await call(rates, 'GetRates', {}, 'wrong').then(
		() => 'OK', (error) => grpc.status[error.code]);
	console.log(JSON.stringify({
		client: `grpc-js ${require('@grpc/grpc-js/package.json').version}`,
		services,
		alpha_services: alpha.services,
		wrong_token: wrongToken,
		rates: await call(rates, 'GetRates', {}, token),
		update: await call(cases, 'SubmitUpdate', update, token),
		again: await call(cases, 'SubmitUpdate', update, token),
	}));
	rates.close();
	cases.close();
}

if (process.argv.length !== 5) {
	console.error('usage: reflection_client.js HOST:PORT TOKEN_FILE UPDATE');
	process.exit(2);
}
main(process.argv.slice(2)).catch((error) => {
	const code = grpc.status[error.code];
	console.error(`The server refused. ${code ? `${code}: ${error.details}` : error.message}`);
	process.exit(1);
});
