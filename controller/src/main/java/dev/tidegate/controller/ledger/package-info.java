/**
 * Decisions as JSON lines, and the JSON of the journal's notes. A line holds what it takes to
 * decide the same thing again.
 *
 * <p>May import {@code port}, {@code plan}, the decision packages and {@code model}; the only
 * package that knows JSON.
 */
@NullMarked
package dev.tidegate.controller.ledger;

import org.jspecify.annotations.NullMarked;
