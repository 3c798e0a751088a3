/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* Instead of g_test_run(): libsecret keeps everything in a file that only this run has. */
int lk_test_run_with_file_keyring (void);
