// An independent signer of HTTP messages (RFC 9421): prints its public keys and signed requests as JSON.
// Usage: node sign.mjs SEED SECONDS. The signatures come from the npm package "http-message-signatures";
// thumbprints (RFC 7638) and digests (RFC 9530) are made here, with Node's own crypto.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';

let state = BigInt(process.argv[2]);
const created = new Date(Number(process.argv[3]) * 1000);
const expires = new Date(created.getTime() + 60_000);

function below(bound) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(bound));
}
const pick = (list) => list[below(list.length)];
const maybe = () => below(2) === 1;
const word = () => Array.from({ length: 1 + below(8) }, () => pick([...'abcXYZ019-_.'])).join('');

function signerOf(algorithm, type, options) {
  const { publicKey, privateKey } = generateKeyPairSync(type, options);
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const jwk = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  const id = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url');
  return { jwk, id, algorithm, privateKey };
}
const signers = [
  signerOf('ed25519', 'ed25519'),
  signerOf('ecdsa-p256-sha256', 'ec', { namedCurve: 'P-256' }),
  signerOf('ecdsa-p384-sha384', 'ec', { namedCurve: 'P-384' }),
];

function contentDigest(body) {
  const [name, hash] = pick([['sha-256', 'sha256'], ['sha-512', 'sha512']]);
  return `${name}=:${createHash(hash).update(body).digest('base64')}:`;
}

async function signed(index) {
  const signer = pick(signers);
  const authority = pick(['orders.example', 'ORDERS.example', 'orders.example:443', 'ledger.example:8443']);
  const names = ['a', 'b', 'c'].filter(maybe);
  const query = names.map((name) => `${name}=${pick([word(), 'x+y', '%C3%A9%20z', ''])}`).join('&');
  const target = '/' + Array.from({ length: below(4) }, () => pick([`p${word()}`, 'a%2Fb', '%41'])).join('/');
  const method = pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
  const body = maybe() ? JSON.stringify({ text: word() }) : '';

  const headers = { 'X-Plain': `  ${word()} ${word()}  `, 'X-Lines': [word(), ` ${word()}\t`, word()] };
  headers['X-Dictionary'] = `a=1,   b=(x  y);q=${below(9)}, c, d=:AAEC:;p="s\\"t"`;
  const fields = ['@method'];
  if (maybe()) fields.push('@authority', '@path', ...(names.length > 0 || maybe() ? ['@query'] : []));
  else if (maybe()) fields.push('@authority', '@request-target');
  else fields.push('@scheme', '@target-uri');
  if (maybe()) fields.push('x-plain');
  if (maybe()) fields.push(pick(['x-lines', '"x-lines";bs']));
  if (maybe()) fields.push(`"x-dictionary";key="${pick(['a', 'b', 'c', 'd'])}"`);
  for (const name of names) if (maybe()) fields.push(`"@query-param";name="${name}"`);
  if (maybe()) {
    headers.Authorization = `Bearer ${word()}`;
    fields.push('authorization');
  }
  if (body !== '') {
    headers['Content-Digest'] = contentDigest(body);
    fields.push('content-digest');
  }
  // The library takes @target-uri as it is given; a signer of requests writes it in the normal form.
  const host = new URL(`https://${authority}`).host;
  const url = `https://${host}${target}${query === '' ? '' : '?' + query}`;
  const message = await httpbis.signMessage(
    {
      key: { ...createSigner(signer.privateKey, signer.algorithm), id: signer.id },
      name: `sig-${index}`,
      fields,
      params: ['created', 'expires', 'nonce', 'keyid', ...['alg', 'tag'].filter(maybe)],
      paramValues: { created, expires, nonce: `nonce ${index} "${word()}"`, tag: 'web-bot-auth' },
    },
    { method, url, headers },
  );
  const lines = Object.entries(message.headers).flatMap(([name, value]) =>
    [value].flat().map((line) => ({ name, value: line })),
  );
  return {
    method,
    authority,
    target: query === '' ? target : `${target}?${query}`,
    body,
    keyid: signer.id,
    headers: lines,
  };
}

const requests = [];
for (let index = 0; index < 200; index++) requests.push(await signed(index));
process.stdout.write(JSON.stringify({ keys: signers.map(({ jwk, id }) => ({ ...jwk, kid: id })), requests }));
