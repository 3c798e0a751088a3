// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Who may sign in. Names and passwords live here, profiles at the homeserver.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
const KEY_LENGTH = 32;

/** Something a person can put right; its message is shown to them. */
export class Refusal extends Error {}

export class Users {
  #users = new Map();
  #synapse;
  #serverName;

  constructor(synapse, serverName) {
    this.#synapse = synapse;
    this.#serverName = serverName;
  }

  get names() {
    return [...this.#users.keys()];
  }

  isActive(name) {
    return this.#users.get(name)?.active === true;
  }

  idOf(name) {
    return `@${name}:${this.#serverName}`;
  }

  /** alice, Alice and @alice:playground.test are the same person. */
  nameFrom(typed) {
    const name = typed.trim().toLowerCase();
    const suffix = `:${this.#serverName}`;
    return name.startsWith('@') && name.endsWith(suffix)
      ? name.slice(1, -suffix.length) : name;
  }

  async create(typed, password, displayName) {
    const name = this.nameFrom(typed);
    const objection = this.#users.has(name)
      ? 'User ID already taken.' : await this.#synapse.objectionTo(name);
    if (objection) throw new Refusal(objection);
    if (!password) throw new Refusal('Choose a password.');

    const salt = randomBytes(16);
    this.#users.set(name, {
      active: true, salt, key: await derive(password, salt, KEY_LENGTH),
    });
    await this.#synapse.provisionUser(name, displayName ?? name);
    return name;
  }

  async authenticate(typed, password) {
    const name = this.nameFrom(typed);
    const user = this.#users.get(name);
    const salt = user?.salt ?? randomBytes(16);
    const key = await derive(password, salt, KEY_LENGTH);
    if (!user || !timingSafeEqual(key, user.key)) {
      throw new Refusal('The user name or the password is wrong.');
    }
    if (!user.active) throw new Refusal('This account was deactivated.');
    return name;
  }

  async deactivate(name) {
    this.#users.get(name).active = false;
    await this.#synapse.deleteUser(name);
  }
}
