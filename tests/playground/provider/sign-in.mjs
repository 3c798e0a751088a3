// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a person sees between a client's authorization request and the
// redirect: sign-in or registration, then consent.

import { errors } from './oidc.mjs';
import { readForm, router, seeOther } from './http.mjs';
import { html, registrationForm, show, signInForm } from './pages.mjs';
import { readMatrixScope } from './scopes.mjs';
import { Refusal } from './users.mjs';

export function signInPages({ provider, users, resource }) {
  async function interactionOf(ctx) {
    try {
      return await provider.interactionDetails(ctx.req, ctx.res);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      show(ctx, 'This sign-in has expired',
        html`<p id="error">Go back to your app and start again.</p>`, 400);
      return undefined;
    }
  }

  function hintedName({ params }) {
    const hint = params.login_hint ?? '';
    return hint.startsWith('mxid:') ? users.nameFrom(hint.slice('mxid:'.length)) : hint;
  }

  function showSignIn(ctx, interaction, { username, message } = {}) {
    show(ctx, 'Sign in', signInForm({
      action: `/interaction/${interaction.uid}/sign-in`,
      username: username ?? hintedName(interaction),
      message,
      extra: html`<p><a id="create-account" href="?page=create">Create account</a></p>`,
    }));
  }

  function showRegistration(ctx, interaction, { username, message } = {}) {
    show(ctx, 'Create account', registrationForm({
      action: `/interaction/${interaction.uid}/create`,
      username: username ?? hintedName(interaction),
      message,
      extra: html`<p><a id="have-account" href="?page=sign-in">Sign in instead</a></p>`,
    }));
  }

  async function showConsent(ctx, interaction) {
    const client = await provider.Client.find(interaction.params.client_id);
    const { device } = readMatrixScope(interaction.params.scope);
    show(ctx, 'Allow access?', html`
<p>You are signed in as <strong id="whoami">${interaction.session.accountId}</strong>.
  <a id="other-account" href="?page=sign-in">Use another account</a></p>
<dl>
  <dt>App</dt><dd id="client">${client.clientName ?? client.clientId}</dd>
  <dt>Web site</dt><dd>${client.clientUri}</dd>
  <dt>Device</dt><dd id="device">${device}</dd>
</dl>
<p>The app will be able to use your Matrix account as this device.</p>
<form method="post" action="/interaction/${interaction.uid}/consent">
  <button id="allow" name="do" value="allow" autofocus>Allow</button>
  <button id="cancel" name="do" value="cancel">Cancel</button>
</form>`);
  }

  const pages = {
    login: showSignIn, 'sign-in': showSignIn, create: showRegistration, consent: showConsent,
  };

  async function showPage(ctx) {
    const interaction = await interactionOf(ctx);
    if (!interaction) return;
    const page = pages[ctx.query.page] ?? pages[interaction.prompt.name];
    await page(ctx, interaction);
  }

  /**
   * Ends the browser's session of somebody else. oidc-provider would do it by
   * a page that needs a script.
   */
  async function forgetOther(interaction, accountId) {
    if (!interaction.session || interaction.session.accountId === accountId) return;
    const session = await provider.Session.findByUid(interaction.session.uid);
    await session?.destroy();
    interaction.session = undefined;
    await interaction.persist();
  }

  async function signedIn(ctx, interaction, accountId) {
    await forgetOther(interaction, accountId);
    // "create" answers prompt=create, also when the person chose to sign in.
    seeOther(ctx, await provider.interactionResult(ctx.req, ctx.res,
      { login: { accountId }, create: {} }));
  }

  /** Lets a person in by a form, which is shown again if it is refused. */
  function accept(showForm, admit) {
    return async (ctx) => {
      const interaction = await interactionOf(ctx);
      if (!interaction) return;
      const form = await readForm(ctx);
      try {
        await signedIn(ctx, interaction, await admit(form));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        showForm(ctx, interaction, { username: form.username, message: error.message });
      }
    };
  }

  async function register({ username = '', password, password2 }) {
    if (password !== password2) throw new Refusal('The passwords are not the same.');
    return users.create(username, password);
  }

  async function grantFor({ params, session }) {
    const grant = new provider.Grant({
      accountId: session.accountId, clientId: params.client_id,
    });
    grant.addResourceScope(resource, readMatrixScope(params.scope).scope);
    if (params.scope.split(' ').includes('openid')) grant.addOIDCScope('openid');
    return grant.save();
  }

  async function decide(ctx) {
    const interaction = await interactionOf(ctx);
    if (!interaction) return;
    const allowed = (await readForm(ctx)).do === 'allow';
    const result = allowed
      ? { consent: { grantId: await grantFor(interaction) } }
      : { error: 'access_denied', error_description: 'The request was cancelled' };
    seeOther(ctx, await provider.interactionResult(ctx.req, ctx.res, result));
  }

  return router([
    ['GET', /^\/interaction\/[^/]+$/, showPage],
    ['POST', /^\/interaction\/[^/]+\/sign-in$/,
      accept(showSignIn,
        ({ username = '', password = '' }) => users.authenticate(username, password))],
    ['POST', /^\/interaction\/[^/]+\/create$/, accept(showRegistration, register)],
    ['POST', /^\/interaction\/[^/]+\/consent$/, decide],
  ]);
}
