// An independent authorization server: the npm package "oidc-provider" over TLS on loopback.
// Its settings come as one JSON line; "ready PORT" goes out when it listens. Then commands, one JSON line each.
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);
const { cert, key, port, resource, clients, pdp } = settings;
const issuer = `https://localhost:${port}`;

async function signingKey(kid) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

// A key is new with each name; what was issued stays in memory, so that tokens can be revoked.
const store = new Map();
class Memory {
  constructor(name) {
    this.name = name;
  }
  async upsert(id, payload) {
    store.set(`${this.name}:${id}`, payload);
  }
  async find(id) {
    return store.get(`${this.name}:${id}`);
  }
  async destroy(id) {
    store.delete(`${this.name}:${id}`);
  }
  async consume() {}
  async findByUserCode() {}
  async findByUid() {}
  async revokeByGrantId() {}
}

// A workload's subject is the SPIFFE ID that it registered with.
const subjectOf = (clientId) => clients.find((client) => client.id === clientId)?.subject;

async function provider(kid) {
  const registered = clients.map((client) => ({
    client_id: client.id,
    client_secret: client.secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  }));
  registered.push({
    client_id: 'countersign',
    grant_types: [],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: 'ES256',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [pdp] },
  });
  return new Provider(issuer, {
    adapter: Memory,
    jwks: { keys: [await signingKey(kid)] },
    clients: registered,
    cookies: { keys: ['unused: nobody logs in here'] },
    clientAuthMethods: ['client_secret_basic', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], dPoPSigningAlgValues: ['ES256', 'EdDSA'] },
    extraTokenClaims: (context, token) => ({ sub: subjectOf(token.clientId) }),
    formats: {
      customizers: {
        jwt: (context, token, parts) => {
          parts.payload.sub = subjectOf(token.clientId);
        },
      },
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (context, indicator, client) => ({
          scope: 'orders:read orders:write',
          audience: resource,
          accessTokenTTL: 300,
          accessTokenFormat: client.clientId.startsWith('opaque') ? 'opaque' : 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
}

let current = await provider('k1');
let callback = current.callback();
const server = createServer({ cert, key }, (request, response) => callback(request, response));
server.listen(port, '127.0.0.1', () => console.log(`ready ${server.address().port}`));

for await (const line of lines) {
  const command = JSON.parse(line);
  if (command.op === 'rotate') {
    current = await provider(command.kid);
    callback = current.callback();
  } else if (command.op === 'forget') {
    store.clear();
  }
  console.log('done');
}
