// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is not for clients: introspection for the homeserver, and the
// playground's own switches. Both ask for the shared secret.

import { readForm, readJson, router } from './http.mjs';
import { readMatrixScope } from './scopes.mjs';
import { Refusal } from './users.mjs';

export function serviceEndpoints({
  provider, users, rotation, lifetimes, deviceGrant, secret, caretaker,
}) {
  function guarded(handler) {
    return async (ctx) => {
      if (ctx.get('authorization') !== `Bearer ${secret}`) ctx.throw(403);
      await handler(ctx);
    };
  }

  // The playground's own access to the homeserver, as its administrator.
  function caretakerSession() {
    return {
      active: true,
      scope: 'urn:matrix:client:api:* urn:synapse:admin:*',
      username: caretaker.user,
    };
  }

  async function introspect(ctx) {
    const { token } = await readForm(ctx);
    if (token === caretaker.token) {
      ctx.body = caretakerSession();
      return;
    }
    const found = await provider.AccessToken.find(token);
    if (!found || !users.isActive(found.accountId)) {
      ctx.body = { active: false };
      return;
    }
    rotation.introspected(token);
    ctx.body = {
      active: true,
      scope: found.scope,
      client_id: found.clientId,
      username: found.accountId,
      sub: found.accountId,
      device_id: readMatrixScope(found.scope).device,
      token_type: 'Bearer',
      iat: found.iat,
      exp: found.exp,
      expires_in: found.remainingTTL,
    };
  }

  async function changeSettings(ctx) {
    const { strictRotation, accessTokenLifetime, device } = await readJson(ctx);
    if (strictRotation !== undefined) rotation.strict = strictRotation;
    if (accessTokenLifetime !== undefined) lifetimes.accessToken = accessTokenLifetime;
    if (device !== undefined) deviceGrant.change(device);
    ctx.body = {};
  }

  async function createUser(ctx) {
    const { name, password, displayName } = await readJson(ctx);
    try {
      ctx.body = { name: await users.create(name, password, displayName) };
      ctx.status = 201;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      ctx.body = { error: error.message };
      ctx.status = 400;
    }
  }

  return router([
    ['POST', /^\/oauth2\/introspect$/, guarded(introspect)],
    ['POST', /^\/playground\/settings$/, guarded(changeSettings)],
    ['POST', /^\/playground\/users$/, guarded(createUser)],
    ['GET', /^\/playground\/users$/, guarded((ctx) => { ctx.body = users.names; })],
  ]);
}
