/**
 * The stacks of one stage and the settings by which stages differ.
 *
 * <p>May import: {@code cdk.construct}, the CDK library. Must not import: any other Tidegate
 * module.
 */
@NullMarked
package dev.tidegate.cdk.stack;

import org.jspecify.annotations.NullMarked;
