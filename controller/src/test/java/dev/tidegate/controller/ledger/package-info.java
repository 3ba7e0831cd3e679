/** Tests of the ledger and of the journal's notes. */
@NullMarked
package dev.tidegate.controller.ledger;

import org.jspecify.annotations.NullMarked;
