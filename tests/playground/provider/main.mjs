// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The playground's OAuth 2.0 provider: main.mjs SETTINGS.json

import { readFileSync } from 'node:fs';

import { accountPages } from './account.mjs';
import { configuration, cookies } from './configuration.mjs';
import { DEVICE_CODE, DeviceGrant } from './device.mjs';
import { Provider } from './oidc.mjs';
import { Rotation } from './rotation.mjs';
import { readMatrixScope } from './scopes.mjs';
import { serviceEndpoints } from './service.mjs';
import { Sessions } from './sessions.mjs';
import { signInPages } from './sign-in.mjs';
import { Store } from './store.mjs';
import { Synapse } from './synapse.mjs';
import { Users } from './users.mjs';

const settings = JSON.parse(readFileSync(process.argv[2]));
const { issuer, secret, caretaker, clients, upstreamOf } = settings;
const resource = settings.homeserver.publicUrl;

const lifetimes = { accessToken: 300 };
const rotation = new Rotation();
const deviceGrant = new DeviceGrant();
const synapse = new Synapse({ url: settings.homeserver.url, secret });
const users = new Users(synapse, settings.homeserver.serverName);
const provider = new Provider(issuer, configuration({
  issuer, resource, store: new Store(rotation), users, lifetimes, deviceGrant, clients, upstreamOf,
}));
const sessions = new Sessions(provider, synapse);

// Whoever asks, and by whichever port: the provider has one name.
const publicHost = new URL(issuer).host;
provider.use((ctx, next) => {
  ctx.req.headers.host = publicHost;
  return next();
});

// A session begins with its first tokens, not with the consent: an attempt
// that was given up leaves no device behind. The client is answered when the
// homeserver knows.
async function followNewGrant(ctx) {
  const { AccessToken: token, Client: client } = ctx.oidc.entities;
  await sessions.begin(token.grantId, {
    user: token.accountId,
    device: readMatrixScope(token.scope).device,
    client: client.clientName ?? client.clientId,
  });
}

const FIRST_TOKENS = new Set(['authorization_code', DEVICE_CODE]);

function beginsSession({ oidc, status }) {
  return oidc?.route === 'token' && status === 200
    && FIRST_TOKENS.has(oidc.params.grant_type) && oidc.client.clientId !== upstreamOf;
}

provider.on('grant.revoked', (ctx, grantId) => ctx.state.revoked.push(grantId));
provider.use(async (ctx, next) => {
  ctx.state.revoked = [];
  await next();
  for (const grantId of ctx.state.revoked) await sessions.ended(grantId);
  if (beginsSession(ctx)) await followNewGrant(ctx);
});

provider.on('grant.success', (ctx) => {
  const lost = rotation.rotated(ctx.oidc.entities);
  if (!lost) return;
  provider.RefreshToken.adapter.destroy(lost.next);
  provider.AccessToken.adapter.destroy(lost.access);
});

provider.use(deviceGrant.middleware);
provider.use(serviceEndpoints({
  provider, users, rotation, lifetimes, deviceGrant, secret, caretaker,
}));
provider.use(signInPages({ provider, users, resource }));
provider.use(accountPages({ provider, users, synapse, sessions, cookies }));

provider.listen(settings.port, '127.0.0.1');
