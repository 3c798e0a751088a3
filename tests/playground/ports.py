# SPDX-FileCopyrightText: Latchkey contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ports of loopback for servers that stop and start listening."""

import random

from proxy import listen


def claim_port():
    """
    A listening socket on a port that the system won't give to a client's end
    of a connection: it must still be free after we have refused for a while.
    """
    while True:
        try:
            return listen(random.randrange(20000, 30000))
        except OSError:
            continue


def claim_ports(names):
    return {name: claim_port() for name in names}


def numbers(listeners):
    return {name: listener.getsockname()[1] for name, listener in listeners.items()}
