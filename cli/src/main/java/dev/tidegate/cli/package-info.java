/**
 * The {@code tidegate} command: one class per subcommand, and the few helpers they share.
 *
 * <p>May import every module. Subcommands parse, call, and print; whatever decides anything lives
 * in the modules.
 */
@NullMarked
package dev.tidegate.cli;

import org.jspecify.annotations.NullMarked;
