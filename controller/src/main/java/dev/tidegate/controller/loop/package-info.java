/**
 * The reconcile loop: holds leadership, observes, asks the planner, has the acts carried out,
 * writes the ledger. One thread calls it; nothing in here starts one, sleeps or reads a clock of
 * its own.
 *
 * <p>May import {@code port}, {@code act}, {@code plan}, {@code ledger}, the decision packages and
 * {@code model}.
 */
@NullMarked
package dev.tidegate.controller.loop;

import org.jspecify.annotations.NullMarked;
