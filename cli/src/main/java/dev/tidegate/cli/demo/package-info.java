/**
 * {@code tidegate demo}: the whole product on embedded defaults, and an honest count of what came
 * of it.
 *
 * <p>May import every module. The count ({@link dev.tidegate.cli.demo.Tally}) reads only the files
 * that handlers and producers wrote, never the state of the programs it judges.
 */
@NullMarked
package dev.tidegate.cli.demo;

import org.jspecify.annotations.NullMarked;
