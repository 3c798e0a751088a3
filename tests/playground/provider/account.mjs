// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The account management page (MSC4191): one page, chosen by ?action=.

import { readForm, router, seeOther } from './http.mjs';
import { doneNote, errorNote, html, show, signInForm } from './pages.mjs';
import { Refusal } from './users.mjs';

const SESSION_LIFETIME = 14 * 24 * 60 * 60;

/** What the page can do, and in what words it says so. */
const TITLES = {
  'org.matrix.profile': 'Your profile',
  'org.matrix.devices_list': 'Your devices',
  'org.matrix.device_view': 'Device',
  'org.matrix.device_delete': 'Sign out a device',
  'org.matrix.account_deactivate': 'Deactivate account',
  'org.matrix.cross_signing_reset': 'Reset cryptographic identity',
};

export const ACCOUNT_ACTIONS = Object.keys(TITLES);

export function accountPages({ provider, users, synapse, sessions, cookies }) {
  function linkTo(action, device) {
    const query = new URLSearchParams(device ? { action, device_id: device } : { action });
    return `/account/?${query}`;
  }

  async function signIn(ctx, form) {
    const session = await provider.Session.get(ctx);
    session.loginAccount({
      accountId: await users.authenticate(form.username ?? '', form.password ?? ''),
    });
    session.resetIdentifier();
    await session.save(SESSION_LIFETIME);
    ctx.cookies.set(provider.cookieName('session'), session.id,
      { ...cookies, maxAge: SESSION_LIFETIME * 1000 });
  }

  function showSignIn(ctx, { username, message } = {}) {
    show(ctx, 'Sign in to manage your account',
      signInForm({ action: ctx.url, username, message }));
  }

  async function profile(user) {
    return html`
<form method="post">
  <label for="displayname">Display name</label>
  <input id="displayname" name="displayname" autofocus
    value="${await synapse.displayName(user) ?? ''}">
  <button id="save" name="do" value="save-profile">Save</button>
</form>`;
  }

  function devicesList(user) {
    return html`<ul id="devices">${sessions.of(user).map(({ device, client }) => html`
  <li><a href="${linkTo('org.matrix.device_view', device)}">${device}</a> (${client})</li>`)}
</ul>`;
  }

  /** Around everything that is about one device; it may be gone already. */
  function aboutDevice(user, device, button) {
    const session = sessions.find(user, device);
    if (!session) return html`<p id="no-device">There is no device ${device}.</p>`;
    return html`
<dl>
  <dt>Device</dt><dd id="device">${device}</dd>
  <dt>App</dt><dd id="client">${session.client}</dd>
  <dt>Signed in since</dt><dd>${session.since.toISOString()}</dd>
</dl>
${button}`;
  }

  function deviceView(user, device) {
    return aboutDevice(user, device, html`
<p><a id="device-delete" href="${linkTo('org.matrix.device_delete', device)}">Sign out…</a></p>`);
  }

  function deviceDelete(user, device) {
    return aboutDevice(user, device, html`
<form method="post">
  <button id="sign-out-device" name="do" value="sign-out-device">Sign out this device</button>
</form>`);
  }

  function deactivation(user) {
    return users.isActive(user) && html`
<p>Every device is signed out, and nobody can use this name again.</p>
<form method="post">
  <button id="deactivate" name="do" value="deactivate">Deactivate this account</button>
</form>`;
  }

  function identityReset() {
    return html`
<p>For ten minutes your app may replace the cryptographic identity of this account.</p>
<form method="post">
  <button id="reset" name="do" value="reset-identity">Reset cryptographic identity</button>
</form>`;
  }

  const bodies = {
    'org.matrix.profile': profile,
    'org.matrix.devices_list': devicesList,
    'org.matrix.device_view': deviceView,
    'org.matrix.device_delete': deviceDelete,
    'org.matrix.account_deactivate': deactivation,
    'org.matrix.cross_signing_reset': identityReset,
  };

  function overview() {
    return html`<ul>${ACCOUNT_ACTIONS.map((action) => html`
  <li><a href="${linkTo(action)}">${TITLES[action]}</a></li>`)}
</ul>`;
  }

  async function showAction(ctx, user, message) {
    const { action = '', device_id: device = '' } = ctx.query;
    const known = action === '' || action in bodies;
    const body = action in bodies ? await bodies[action](user, device) : overview();
    show(ctx, TITLES[action] ?? 'Your account', html`
${doneNote(message)}${known ? undefined : errorNote('There is no such action here.')}
<p><strong id="whoami">${user}</strong> <span id="user-id">${users.idOf(user)}</span>
  <small id="action">${action}</small></p>
${body}`, known ? 200 : 400);
  }

  /** What the buttons do; each returns the sentence that says it is done. */
  const deeds = {
    'save-profile': async (user, { displayname = '' }) => {
      await synapse.setDisplayName(user, displayname);
      return 'Your display name was changed.';
    },
    'sign-out-device': async (user, form, device) => {
      await sessions.endDevice(user, device);
      return 'The device was signed out.';
    },
    deactivate: async (user) => {
      await sessions.endAll(user);
      await users.deactivate(user);
      return 'Your account was deactivated.';
    },
    'reset-identity': async (user) => {
      await synapse.allowCrossSigningReset(user);
      return 'Go back to your app to set up a new identity.';
    },
  };

  async function signedInUser(ctx) {
    const { accountId } = await provider.Session.get(ctx);
    return users.isActive(accountId) ? accountId : undefined;
  }

  async function get(ctx) {
    const user = await signedInUser(ctx);
    if (user) await showAction(ctx, user);
    else showSignIn(ctx);
  }

  async function trySignIn(ctx, form) {
    try {
      await signIn(ctx, form);
      seeOther(ctx, ctx.url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      showSignIn(ctx, { username: form.username, message: error.message });
    }
  }

  // The session's cookie is SameSite=Lax: no foreign page can post here.
  async function post(ctx) {
    const form = await readForm(ctx);
    if (form.do === 'sign-in') return trySignIn(ctx, form);

    const user = await signedInUser(ctx);
    if (!user) return showSignIn(ctx);
    const deed = deeds[form.do] ?? ctx.throw(400);
    return showAction(ctx, user, await deed(user, form, ctx.query.device_id));
  }

  return router([['GET', /^\/account\/$/, get], ['POST', /^\/account\/$/, post]]);
}
