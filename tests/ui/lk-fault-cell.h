/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "lk-fault-world.h"

G_BEGIN_DECLS

/**
 * LkFaultCell:
 *
 * One operation, with an account of its own, in a world with one fault.
 */
typedef struct
{
  LkFaultWorld     world;
  LkAccount       *account;
  LkAccountRecord *neighbour; /* another one in the list */
  GAsyncResult    *result;    /* (nullable) */
  char            *verifier;  /* (nullable) what went along with the code */
} LkFaultCell;

const char    *lk_fault_operation_get_name    (LkFaultOperation  operation);

void           lk_fault_cell_set_up           (LkFaultCell      *self,
                                               const LkFault    *fault,
                                               LkFaultOperation  operation);
void           lk_fault_cell_tear_down        (LkFaultCell      *self);
/* The fault is there, or will be when the operation comes to its request. */
void           lk_fault_cell_break            (LkFaultCell      *self);
void           lk_fault_cell_heal             (LkFaultCell      *self);
/* The outcome goes to @result … */
void           lk_fault_cell_start            (LkFaultCell      *self);
/* … and is taken from there. */
gboolean       lk_fault_cell_finish           (LkFaultCell      *self,
                                               GError          **error);
/* What is still to be ended. (transfer full) (nullable) */
LkOpenSession *lk_fault_cell_dup_open_session (LkFaultCell      *self);

G_END_DECLS
