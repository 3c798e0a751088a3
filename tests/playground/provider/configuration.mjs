// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// oidc-provider, set up as a provider for Matrix: the specification's scopes
// and metadata, and the routes of the Matrix Authentication Service.

import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { ACCOUNT_ACTIONS } from './account.mjs';
import { interactionPolicy } from './oidc.mjs';
import { html, show, trusted } from './pages.mjs';
import { checkRegistration } from './registration.mjs';
import { readMatrixScope } from './scopes.mjs';

const DAY = 24 * 60 * 60;

export const cookies = { httpOnly: true, sameSite: 'lax' };

function signingKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
}

/** prompt=create comes first: it takes the place of the sign-in page. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts.add(new interactionPolicy.Prompt({ name: 'create', requestable: true }), 0);
  return prompts;
}

/**
 * For oidc-provider a Matrix scope belongs to a resource server, whose scopes
 * it wants to know beforehand. Ours has those that are asked for: at the
 * authorization endpoint in the request, later in what was granted there.
 */
function resourceIndicators(resource, lifetimes, upstreamOf) {
  return {
    enabled: true,
    defaultResource: (ctx, client) => (client.clientId === upstreamOf ? undefined : resource),
    useGrantedResource: () => true,
    getResourceServerInfo({ oidc: { params, entities } }) {
      const { AuthorizationCode, DeviceCode, RefreshToken } = entities;
      const asked = params.scope ?? (AuthorizationCode ?? DeviceCode ?? RefreshToken)?.scope;
      return {
        scope: readMatrixScope(asked).scope,
        audience: resource,
        accessTokenFormat: 'opaque',
        accessTokenTTL: lifetimes.accessToken,
      };
    },
  };
}

const rpInitiatedLogout = {
  enabled: true,
  logoutSource(ctx, form) {
    show(ctx, 'Sign out of this provider?', html`${trusted(form)}
<p>Your apps stay signed in.</p>
<button id="sign-out" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button id="stay" form="op.logoutForm">Stay signed in</button>`);
  },
  postLogoutSuccessSource(ctx) {
    show(ctx, 'Signed out', html`<p id="done">You can close this page.</p>`);
  },
};

function renderError(ctx, { error, error_description: description }) {
  show(ctx, 'Something went wrong',
    html`<p id="error">${error}: ${description}</p>`, ctx.status);
}

/** A homeserver that sends people here to sign in need not ask them for consent. */
function loadGrant(upstreamOf) {
  return async ({ oidc: { client, provider, result, session } }) => {
    const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
    if (grantId) return provider.Grant.find(grantId);
    if (client.clientId !== upstreamOf) return undefined;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: upstreamOf });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  };
}

export function configuration({
  issuer, resource, store, users, lifetimes, deviceGrant, clients, upstreamOf,
}) {
  return {
    adapter: store.adapter,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients,
    clockTolerance: 0,
    cookies: { keys: [randomBytes(32).toString('hex')], long: cookies, short: cookies },
    discovery: {
      account_management_uri: new URL('account/', issuer).href,
      account_management_actions_supported: ACCOUNT_ACTIONS,
      prompt_values_supported: ['none', 'login', 'consent', 'create'],
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    // Matrix sessions outlive the browser's.
    expiresWithSession: () => false,
    extraClientMetadata: { properties: ['client_uri'], validator: checkRegistration },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: deviceGrant.feature,
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      resourceIndicators: resourceIndicators(resource, lifetimes, upstreamOf),
      revocation: { enabled: true },
      rpInitiatedLogout,
    },
    findAccount: (ctx, name) => (users.isActive(name)
      ? { accountId: name, claims: () => ({ sub: name }) } : undefined),
    interactions: { policy: policy() },
    issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [signingKey()] },
    loadExistingGrant: loadGrant(upstreamOf),
    renderError,
    responseTypes: ['code'],
    // One revocation ends the session, whichever of its tokens it names.
    revokeGrantPolicy: () => true,
    rotateRefreshToken: true,
    routes: {
      authorization: '/authorize',
      code_verification: '/link',
      device_authorization: '/oauth2/device',
      end_session: '/logout',
      jwks: '/oauth2/keys.json',
      registration: '/oauth2/registration',
      revocation: '/oauth2/revoke',
      token: '/oauth2/token',
      userinfo: '/oauth2/userinfo',
    },
    ttl: {
      AuthorizationCode: 600,
      DeviceCode: () => deviceGrant.settings.lifetime,
      Grant: 365 * DAY,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 365 * DAY,
      Session: 14 * DAY,
    },
  };
}
