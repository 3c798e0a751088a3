/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/*
 * A moment at which a crash would show whether something is written in the right order: before and
 * after everything that is written, here or at a server. In the program it is nothing at all. In
 * the room as tests/e2e builds it, a test chooses one of these moments, and there the process is
 * killed.
 */
#ifdef LK_CRASH_POINTS
void lk_crash_point (const char *name);
#define LK_CRASH_POINT(name) lk_crash_point (name)
#else
#define LK_CRASH_POINT(name) do { } while (0)
#endif
