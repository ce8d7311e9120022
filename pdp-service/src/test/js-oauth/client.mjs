// An independent OAuth client: the npm package "openid-client" gets DPoP-bound tokens by discovery and
// client credentials, and makes each proof itself. Commands are JSON lines.
import { createInterface } from 'node:readline';
import * as oauth from 'openid-client';

const clients = new Map();

// Settings and the key of a client live as long as this process, like those of a workload.
async function clientOf({ issuer, id, secret }) {
  if (!clients.has(id)) {
    const config = await oauth.discovery(new URL(issuer), id, undefined, oauth.ClientSecretBasic(secret));
    const keys = await oauth.randomDPoPKeyPair('ES256', { extractable: true });
    clients.set(id, { config, keys, handle: oauth.getDPoPHandle(config, keys) });
  }
  return clients.get(id);
}

const operations = {
  token: async (command) => {
    const { config, handle } = await clientOf(command);
    const parameters = { scope: command.scope, resource: command.resource };
    const answer = await oauth.clientCredentialsGrant(config, parameters, { DPoP: handle });
    return { token: answer.access_token, type: answer.token_type };
  },
  // The request goes to a forward-auth port, so what it is for stands in its Host header.
  call: async (command) => {
    const { config, handle } = await clientOf(command);
    let sent;
    const { [oauth.customFetch]: before } = config;
    config[oauth.customFetch] = async (url, init) => {
      sent = { url: String(url), method: init.method, headers: Object.fromEntries(new Headers(init.headers)) };
      return new Response(null, { status: 204 });
    };
    try {
      await oauth.fetchProtectedResource(
        config, command.token, new URL(command.url), command.method, undefined, undefined, { DPoP: handle });
    } finally {
      config[oauth.customFetch] = before;
    }
    return sent;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify(await operations[command.op](command)));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error), cause: JSON.stringify(error.cause ?? null) }));
  }
}
