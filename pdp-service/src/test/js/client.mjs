// An independent DPoP client: reads one JSON command a line, answers with one JSON line each.
// Keys and proofs come from the npm package "dpop", requests go through Node's own TLS.
import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop';
import { request } from 'node:https';
import { createInterface } from 'node:readline';

const keys = new Map();

async function keyOf(client) {
  if (!keys.has(client)) keys.set(client, await generateKeyPair('ES256'));
  return keys.get(client);
}

// Headers are pairs, so that a name can stand twice; the TLS name is the server's, whatever the Host header says.
function send({ port, servername, host, method, path, headers, body, ca, cert, key }) {
  return new Promise((resolve, reject) => {
    const flat = [['host', host], ...headers].flat();
    const outgoing = request(
      { host: '127.0.0.1', port, servername, method, path, headers: flat, ca, cert, key, agent: false },
      (incoming) => {
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const operations = {
  thumbprint: async ({ client }) => ({ jkt: await calculateThumbprint((await keyOf(client)).publicKey) }),
  proof: async ({ client, htm, htu, token }) => ({
    proof: await generateProof(await keyOf(client), htu, htm, undefined, token),
  }),
  send,
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify(await operations[command.op](command)));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
