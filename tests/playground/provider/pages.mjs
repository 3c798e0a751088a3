// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The look of every page. No script: what a page does, its forms do.
// Tests fill these forms in: ids and names are part of the README.

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 26rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; }
  label { display: block; margin-top: 1rem; }
  input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }
  button { margin: 1.5rem .5rem 0 0; padding: .5rem 1.25rem; font: inherit; }
  dt { opacity: .7; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
  #error { border-left: .25rem solid #c01c28; padding-left: .75rem; }
  #done { border-left: .25rem solid #2ec27e; padding-left: .75rem; }
`;

class Markup extends String {}

function escape(value) {
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value) {
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === undefined || value === false) return '';
  return value instanceof Markup ? value.toString() : escape(value);
}

/** A template of markup: everything put into it that isn't markup is escaped. */
export function html(strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(render)));
}

/** For what oidc-provider has rendered itself. */
export function trusted(text) {
  return new Markup(text);
}

export function show(ctx, title, body, status = 200) {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
  ctx.body = html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <style>${trusted(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`.toString();
}

export function errorNote(message) {
  return message && html`<p id="error" role="alert">${message}</p>`;
}

export function doneNote(message) {
  return message && html`<p id="done" role="status">${message}</p>`;
}

/** Where the focus goes: to the first field that is still empty. */
function focusIf(condition) {
  return condition && trusted('autofocus');
}

function userNameField(username) {
  return html`
  <label for="username">User name</label>
  <input id="username" name="username" value="${username}" autocomplete="username"
         autocapitalize="none" spellcheck="false" required ${focusIf(!username)}>`;
}

function passwordField({ id, label, autocomplete, focus }) {
  return html`
  <label for="${id}">${label}</label>
  <input id="${id}" name="${id}" type="password" autocomplete="${autocomplete}"
         required ${focusIf(focus)}>`;
}

export function signInForm({ action, username = '', message, extra }) {
  return html`${errorNote(message)}
<form method="post" action="${action}">
  ${userNameField(username)}
  ${passwordField({
    id: 'password', label: 'Password', autocomplete: 'current-password', focus: username,
  })}
  <button id="sign-in" name="do" value="sign-in">Sign in</button>
</form>
${extra}`;
}

export function registrationForm({ action, username = '', message, extra }) {
  return html`${errorNote(message)}
<form method="post" action="${action}">
  ${userNameField(username)}
  ${passwordField({
    id: 'password', label: 'Password', autocomplete: 'new-password', focus: username,
  })}
  ${passwordField({ id: 'password2', label: 'Password again', autocomplete: 'new-password' })}
  <button id="create" name="do" value="create">Create account</button>
</form>
${extra}`;
}
